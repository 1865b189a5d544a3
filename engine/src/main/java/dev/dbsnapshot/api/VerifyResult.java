package dev.dbsnapshot.api;

import java.nio.file.Path;

/**
 * What was found by reading a whole archive; nothing is wrong with it. Immutable.
 *
 * @param file the archive
 * @param bytes its size in bytes
 * @param entries how many entries its table of contents has
 * @param members how many members it has besides the table of contents
 * @param digestsChecked whether the members' bytes were compared with the digests taken while the archive was written.
 *     Archives of other programs have none, so that of their data only the structure can be checked
 */
public record VerifyResult(Path file, long bytes, int entries, int members, boolean digestsChecked) {}
