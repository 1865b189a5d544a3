package dev.dbsnapshot.backup;

import java.util.List;

/**
 * What one session reads in one go: pieces that follow each other in the archive. Immutable.
 *
 * @param index its place in the archive, from 0
 * @param pieces at least one; several only if all are rows of tables, not as INSERTs
 * @param tables the tables that have to be locked for it
 * @param estimate how many bytes it is, about
 * @param keeperOnly whether only the session that holds the locks may read it, because others cannot lock it
 */
record Portion(int index, List<Piece> pieces, List<RelationSize> tables, long estimate, boolean keeperOnly) {
    Portion {
        pieces = List.copyOf(pieces);
        tables = List.copyOf(tables);
    }

    /** What it is about, for messages. */
    String label() {
        String first = pieces.get(0).member().label();
        return pieces.size() == 1
                ? first
                : first + " to " + pieces.get(pieces.size() - 1).member().label();
    }
}
