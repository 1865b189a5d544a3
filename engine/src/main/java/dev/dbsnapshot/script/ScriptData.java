package dev.dbsnapshot.script;

import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Where a script gets the data of entries from. */
public interface ScriptData {

    /** The data of an entry as it stands in the archive: rows of COPY with their terminator, or SQL. */
    InputStream data(TocEntry entry) throws IOException;

    /** The large objects of an entry whose kind is BLOBS, in the order of the archive. */
    List<LargeObjectData> largeObjects(TocEntry entry) throws IOException;

    /** A large object. */
    interface LargeObjectData {
        /** Its OID. */
        long oid();

        /** Its content. */
        InputStream open() throws IOException;
    }
}
