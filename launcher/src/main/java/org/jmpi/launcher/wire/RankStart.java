package org.jmpi.launcher.wire;

import java.util.List;
import java.util.Map;

/**
 * What an agent needs to start one rank. What differs from host to host is left open: where Java
 * and the runtime are.
 *
 * @param index of the process
 * @param words the command, never seen by a shell
 * @param agentsJava the first word is replaced by the agent's own Java
 * @param classPathWord place of the word that the agent puts its runtime in front of, or −1
 * @param checkClassPath every entry of that word must exist
 * @param environment variables to add
 * @param directory to start in
 * @param wantsInput its standard input is fed; otherwise it is empty
 */
public record RankStart(
    int index,
    List<String> words,
    boolean agentsJava,
    int classPathWord,
    boolean checkClassPath,
    Map<String, String> environment,
    String directory,
    boolean wantsInput) {
  private static final int MAX_WORDS = 1 << 16;
  private static final int MAX_WORD_BYTES = 1 << 20;

  /** Copies the collections. */
  public RankStart {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** The same for another process, which gets no input. */
  public RankStart as(int newIndex) {
    return new RankStart(
        newIndex, words, agentsJava, classPathWord, checkClassPath, environment, directory, false);
  }

  void write(WireWriter out) {
    out.i32(index)
        .list(words, WireWriter::text)
        .flag(agentsJava)
        .i32(classPathWord)
        .flag(checkClassPath)
        .map(environment)
        .text(directory)
        .flag(wantsInput);
  }

  static RankStart read(WireReader in) {
    int index = in.i32(0, RankUp.MAX_INDEX);
    List<String> words = in.list(MAX_WORDS, r -> r.text(MAX_WORD_BYTES));
    if (words.isEmpty()) {
      throw new MalformedException("an empty command");
    }
    return new RankStart(
        index,
        words,
        in.flag(),
        in.i32(-1, words.size() - 1),
        in.flag(),
        in.map(MAX_WORDS, MAX_WORD_BYTES),
        in.text(MAX_WORD_BYTES),
        in.flag());
  }
}
