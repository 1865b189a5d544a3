package dev.dbsnapshot.archive;

/**
 * Counts lines, and terminators of COPY, which are lines of their own and no rows. The content may come in pieces of any
 * size. Not safe for use by several threads.
 */
final class RowCounter {

    private long lines;
    private int terminators;

    /** How much of a terminator the line has been so far; less than 0 if it is none. */
    private int matched;

    void add(byte[] chunk, int count) {
        int at = 0;
        while (at < count && (at == 0 || matched >= 0)) {
            look(chunk[at++]);
        }
        // Two more bytes than are counted, because a terminator that begins here may go on there.
        int end = at + Math.max(0, count - 2 - at) / Long.BYTES * Long.BYTES;
        if (at < end) {
            countWords(chunk, at, end);
            at = end;
            // What begins as a terminator there has been seen to its end.
            matched = chunk[at - 1] == '\n' ? 0 : -1;
        }
        while (at < count) {
            look(chunk[at++]);
        }
    }

    private void countWords(byte[] chunk, int from, int to) {
        long found = 0;
        for (int at = from; at < to; at += Long.BYTES) {
            long word = Newlines.word(chunk, at);
            found += Newlines.count(word);
            if (Newlines.escaped(word, Newlines.word(chunk, at - 1)) != 0) {
                countTerminators(chunk, at);
            }
        }
        lines += found;
    }

    private void countTerminators(byte[] chunk, int from) {
        for (int at = from; at < from + Long.BYTES; at++) {
            if (chunk[at - 1] == '\n' && chunk[at] == '\\' && chunk[at + 1] == '.' && chunk[at + 2] == '\n') {
                terminators++;
            }
        }
    }

    private void look(byte b) {
        if (b == '\n') {
            lines++;
            terminators += matched == 2 ? 1 : 0;
            matched = 0;
        } else {
            boolean goesOn = (matched == 0 && b == '\\') || (matched == 1 && b == '.');
            matched = goesOn ? matched + 1 : -1;
        }
    }

    int terminators() {
        return terminators;
    }

    /** The terminator ends three lines. */
    long count() {
        return lines - 3;
    }
}
