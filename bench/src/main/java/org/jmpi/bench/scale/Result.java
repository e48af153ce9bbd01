package org.jmpi.bench.scale;

/**
 * What a simulated collective took.
 *
 * @param algorithm as the library names it
 * @param completionNs from the common start until the last rank is done
 * @param wanBytes payload that crossed from one site to another, all together
 * @param wanMessages messages that did
 * @param wanInTurn the most of them that had to wait for each other
 * @param messages all messages
 * @param messagesPerRank sent by the rank that sent most
 * @param temporaryBytes what the schedule of a rank takes beside the program's buffers, at most
 * @param scheduleBytes what the longest schedule takes itself, with the state of a run
 * @param steps of all schedules
 * @param events of the simulation
 */
record Result(
    String algorithm,
    long completionNs,
    long wanBytes,
    long wanMessages,
    int wanInTurn,
    long messages,
    long messagesPerRank,
    long temporaryBytes,
    long scheduleBytes,
    long steps,
    long events) {}
