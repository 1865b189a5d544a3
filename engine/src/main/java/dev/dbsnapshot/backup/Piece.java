package dev.dbsnapshot.backup;

import dev.dbsnapshot.schema.MemberSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member of the archive, or a part of one, that a session reads without a pause. */
sealed interface Piece {

    /** The member that it belongs to. */
    DataMember member();

    /**
     * Rows of a table.
     *
     * @param sql the COPY statement that reads them
     * @param first whether the member begins with them
     * @param last whether the member ends with them
     * @param inserts how they are written as INSERTs, or {@code null}
     */
    record Rows(DataMember member, String sql, boolean first, boolean last, MemberSource.@Nullable Inserts inserts)
            implements Piece {}

    /**
     * Large objects, each of them a member of the archive.
     *
     * @param oids which, ascending
     * @param listed all objects that the list names which follows them, or none if no list follows
     * @param tocName the name of the list
     */
    record Objects(DataMember member, List<Long> oids, List<Long> listed, String tocName) implements Piece {}
}
