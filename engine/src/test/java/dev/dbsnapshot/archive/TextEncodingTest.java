package dev.dbsnapshot.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text is read in the encoding that the archive names. */
class TextEncodingTest {

    /** Of its own: pg_dump reads the names of all roles, and those of other tests do not exist in every encoding. */
    private static final PostgresServer SERVER = PostgresServer.start(15, Map.of());

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @CsvSource({
        "LATIN1, é ü ß",
        "LATIN9, é €",
        "WIN1251, Привет",
        "KOI8R, Привет",
        "EUC_JP, 日本語",
        "SJIS, 日本語",
        "GBK, 中文",
        "EUC_KR, 한국어",
        "BIG5, 中文"
    })
    void archiveInAnyEncodingHasTheSameText(String encoding, String text) throws IOException {
        String database = SERVER.createDatabase();
        SERVER.run(database, "CREATE TABLE \"" + text + "\" (a int); COMMENT ON SCHEMA public IS '" + text + "'");
        try (ArchiveReader utf8 = ArchiveReader.open(dump(database, "UTF8"));
                ArchiveReader other = ArchiveReader.open(dump(database, encoding))) {
            assertThat(other.encoding()).isEqualTo(encoding);
            assertThat(withoutEncoding(other.toc())).isEqualTo(withoutEncoding(utf8.toc()));
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            TocWriter.write(other.toc(), ZoneOffset.UTC, again);
            try (InputStream original = other.open(MemberNames.TOC)) {
                assertThat(again.toByteArray()).isEqualTo(original.readAllBytes());
            }
        }
    }

    @Test
    void sqlAsciiIsReadWhereItIsUtf8AndRefusedByNameWhereItIsNot() {
        String database = SERVER.createDatabase("ENCODING 'SQL_ASCII' TEMPLATE template0");
        SERVER.run(database, "CREATE TABLE \"é\" (a int)");
        try (ArchiveReader reader = ArchiveReader.open(dump(database, "SQL_ASCII"))) {
            assertThat(reader.toc().entries()).extracting(TocEntry::tag).contains("é");
            assertThat(reader.encoding()).isEqualTo("SQL_ASCII");
        }
        SERVER.run(database, "DO $$ BEGIN EXECUTE format('COMMENT ON TABLE \"é\" IS %L', chr(233)); END $$");
        Path archive = dump(database, "SQL_ASCII");
        assertThatThrownBy(() -> ArchiveReader.open(archive))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("COMMENT")
                .hasMessageContaining("SQL_ASCII");
    }

    private static List<TocEntry> withoutEncoding(Toc toc) {
        return toc.entries().stream()
                .filter(entry -> !entry.desc().equals("ENCODING"))
                .toList();
    }

    private static Path dump(String database, String encoding) {
        Path file = RealArchives.temporary("encoding", ".tar");
        RealPrograms.of(15)
                .dump(SERVER, database, "--format", "tar", "--encoding", encoding, "--file", file.toString());
        return file;
    }
}
