package org.jmpi.job;

import java.nio.file.Path;

/**
 * A folder of one agent and one job, for memory that the agent's processes share. The agent made
 * it, for this user alone, and removes it at the job's end.
 *
 * @param path where it is
 * @param nonce what its file {@value #NONCE_FILE} holds: two hosts may have folders of one name,
 *     and only what is read here shows that it is the agent's
 */
public record SharedFolder(Path path, String nonce) {
  /** Holds the nonce, in ASCII. */
  public static final String NONCE_FILE = "nonce";
}
