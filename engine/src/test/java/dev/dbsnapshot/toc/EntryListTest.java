package dev.dbsnapshot.toc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryListTest {

    private static TocEntry largeObject(int dumpId, String oid) {
        return TocEntry.builder(dumpId, "BLOB", Section.PRE_DATA)
                .catalogId(2613, Long.parseLong(oid))
                .tag(oid)
                .owner("someone")
                .defn("SELECT pg_catalog.lo_create('" + oid + "');\n")
                .dropStmt("SELECT pg_catalog.lo_unlink('" + oid + "');\n")
                .build();
    }

    @Test
    void largeObjectsAndWhateverLooksLikeOneAreWhatTheyWere() {
        TocEntry usual = largeObject(7, "4294967295");
        List<TocEntry> entries = new ArrayList<>(List.of(
                usual,
                usual.toBuilder().owner(null).build(),
                usual.toBuilder().tag("4294967294").build(),
                usual.toBuilder().defn("SELECT pg_catalog.lo_create('1');\n").build(),
                usual.toBuilder().dropStmt(null).build(),
                usual.toBuilder().catalogId(0, 4294967295L).build(),
                usual.toBuilder().catalogId(2613, 1).build(),
                usual.toBuilder().namespace("").build(),
                usual.toBuilder().dependencies(List.of(1)).build(),
                usual.toBuilder().member("7.dat").build(),
                TocEntry.builder(8, "TABLE", Section.PRE_DATA).tag("of its oid").build(),
                TocEntry.builder(9, "BLOB", Section.DATA).tag("of its oid").build()));
        for (int i = 0; i < 100; i++) {
            entries.add(largeObject(10 + i, Integer.toString(20_000 + i)));
        }

        List<TocEntry> kept =
                new Toc(ArchiveVersion.V1_14, 4, 8, 0, LocalDateTime.MIN, null, null, null, entries).entries();

        assertThat(kept).isInstanceOf(EntryList.class).isEqualTo(entries).hasSameHashCodeAs(entries);
        for (int i = 0; i < entries.size(); i++) {
            TocEntry entry = kept.get(i);
            TocEntry given = entries.get(i);
            assertThat(entry.tag()).isEqualTo(given.tag());
            assertThat(entry.defn()).isEqualTo(given.defn());
            assertThat(entry.dropStmt()).isEqualTo(given.dropStmt());
        }
        assertThat(kept.get(0).tag()).isEqualTo("4294967295");
        assertThat(kept.get(0).defn()).isEqualTo("SELECT pg_catalog.lo_create('4294967295');\n");
        assertThat(kept.get(6).tag()).isEqualTo("4294967295");
        assertThat(kept.get(6).defn()).isEqualTo("SELECT pg_catalog.lo_create('4294967295');\n");
        assertThat(kept.get(11).tag()).isEqualTo("of its oid");
    }
}
