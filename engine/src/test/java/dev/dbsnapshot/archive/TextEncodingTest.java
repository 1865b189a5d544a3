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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text is read in the encoding that the archive names. */
class TextEncodingTest {

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
        PostgresServer server = PostgresServer.shared(15);
        String database = server.createDatabase();
        server.run(database, "CREATE TABLE \"" + text + "\" (a int); COMMENT ON SCHEMA public IS '" + text + "'");
        try (ArchiveReader utf8 = ArchiveReader.open(dump(server, database, "UTF8"));
                ArchiveReader other = ArchiveReader.open(dump(server, database, encoding))) {
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
        PostgresServer server = PostgresServer.shared(15);
        String database = server.createDatabase("ENCODING 'SQL_ASCII' TEMPLATE template0");
        server.run(database, "CREATE TABLE \"é\" (a int)");
        try (ArchiveReader reader = ArchiveReader.open(dump(server, database, "SQL_ASCII"))) {
            assertThat(reader.toc().entries()).extracting(TocEntry::tag).contains("é");
            assertThat(reader.encoding()).isEqualTo("SQL_ASCII");
        }
        server.run(database, "DO $$ BEGIN EXECUTE format('COMMENT ON TABLE \"é\" IS %L', chr(233)); END $$");
        Path archive = dump(server, database, "SQL_ASCII");
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

    private static Path dump(PostgresServer server, String database, String encoding) {
        Path file = RealArchives.temporary("encoding", ".tar");
        RealPrograms.of(15)
                .dump(server, database, "--format", "tar", "--encoding", encoding, "--file", file.toString());
        return file;
    }
}
