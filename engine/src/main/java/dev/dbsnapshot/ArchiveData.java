package dev.dbsnapshot;

import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.LargeObject;
import dev.dbsnapshot.script.ScriptData;
import dev.dbsnapshot.toc.TocEntry;
import java.io.InputStream;
import java.util.List;

/** The data of an archive, for a script. */
record ArchiveData(ArchiveReader reader) implements ScriptData {

    @Override
    public InputStream data(TocEntry entry) {
        return reader.openData(entry);
    }

    @Override
    public List<LargeObjectData> largeObjects(TocEntry entry) {
        return reader.largeObjects(entry).stream()
                .<LargeObjectData>map(object -> new Content(reader, object))
                .toList();
    }

    private record Content(ArchiveReader reader, LargeObject object) implements LargeObjectData {
        @Override
        public long oid() {
            return object.oid();
        }

        @Override
        public InputStream open() {
            return reader.open(object.member());
        }
    }
}
