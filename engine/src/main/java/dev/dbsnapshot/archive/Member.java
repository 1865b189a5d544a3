package dev.dbsnapshot.archive;

/**
 * A file inside an archive. Immutable.
 *
 * @param name its name, for example {@code toc.dat} or {@code 3412.dat}
 * @param offset where its content begins, in bytes from the beginning of the archive
 * @param size the size of its content in bytes
 */
public record Member(String name, long offset, long size) {

    /** Where the header of the next member is. */
    long end() {
        return offset + TarHeader.padded(size);
    }
}
