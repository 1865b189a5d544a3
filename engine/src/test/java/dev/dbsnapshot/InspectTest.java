package dev.dbsnapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an archive holds, byte for byte as the real pg_restore of its version shows it. */
class InspectTest {

    private static final String KEY = "0123456789abcdef";

    @TempDir
    private Path folder;

    static Stream<Arguments> archives() {
        List<Sample> samples = List.of(
                Samples.APPLICATION, Samples.RARE_KINDS, Samples.REPLICATION, Samples.LATIN1, Samples.SQL_ASCII);
        return RealPrograms.majors().stream()
                .flatMap(major -> samples.stream().map(sample -> Arguments.of(major, sample)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("archives")
    void listAndScriptAreThoseOfPgRestore(int major, Sample sample) {
        Path archive = realArchive(major, sample);
        Inspect inspect = Inspect.of(archive).zone(ZoneId.of("UTC")).restrictKey(KEY);
        assertThat(text(inspect::list)).isEqualTo(restore(major, "--list", archive.toString()));
        assertThat(text(inspect::sql))
                .isEqualTo(restore(major, "--restrict-key=" + KEY, "--file=-", archive.toString()));
    }

    @Test
    void jsonHoldsEveryEntryOfTheList() throws IOException {
        int major = RealPrograms.majors().get(0);
        Inspect inspect = Inspect.of(realArchive(major, Samples.SHOP));
        JsonNode json = new ObjectMapper().readTree(text(inspect::json));
        assertThat(json.path("version").asInt()).isEqualTo(1);
        assertThat(json.path("encoding").asText()).isEqualTo("UTF8");
        String list = text(inspect::list);
        assertThat(list).contains("TOC Entries: " + json.path("entries").size() + "\n");
        JsonNode table = json.path("entries").findParents("desc").stream()
                .filter(entry -> entry.path("desc").asText().equals("TABLE DATA"))
                .findFirst()
                .orElseThrow();
        assertThat(list)
                .contains(table.path("dumpId").asText() + "; "
                        + table.path("tableOid").asText() + " "
                        + table.path("oid").asText() + " TABLE DATA public "
                        + table.path("tag").asText());
        assertThat(table.path("copyStmt").asText()).startsWith("COPY public.");
        assertThat(table.path("member").asText()).endsWith(".dat");
        assertThat(table.path("dependencies").isArray()).isTrue();
    }

    @Test
    void aKeyThatNobodyChoseIsNeverTheSame() {
        Inspect inspect = Inspect.of(realArchive(RealPrograms.majors().get(0), Samples.SHOP));
        String first = key(text(inspect::sql));
        assertThat(first).matches("[A-Za-z0-9]{63}").isNotEqualTo(key(text(inspect::sql)));
    }

    @Test
    void aKeyThatPsqlWouldNotTakeIsRefused() {
        assertThatThrownBy(() -> Inspect.of(folder).restrictKey("a b"))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("letters and digits");
    }

    @Test
    void aTargetThatCannotBeWrittenIsAnError() {
        Inspect inspect = Inspect.of(realArchive(RealPrograms.majors().get(0), Samples.SHOP));
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertThatThrownBy(() -> inspect.sql(full))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO))
                .hasMessageEndingWith("No space left on device");
    }

    private static String key(String script) {
        return script.lines()
                .filter(line -> line.startsWith("\\restrict "))
                .findFirst()
                .orElseThrow()
                .substring("\\restrict ".length());
    }

    private Path realArchive(int major, Sample sample) {
        PostgresServer server = PostgresServer.shared(major);
        Path file = folder.resolve("real.tar");
        RealPrograms.of(major).dump(server, sample.createOn(server), "-Ft", "--file=" + file);
        return file;
    }

    private static String restore(int major, String... arguments) {
        return bytes(
                RealPrograms.of(major).run("pg_restore", arguments).orThrow().stdout());
    }

    private static String text(Consumer<OutputStream> writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.accept(out);
        return bytes(out.toByteArray());
    }

    /** Byte for byte, whatever the encoding is. */
    private static String bytes(byte[] output) {
        return new String(output, StandardCharsets.ISO_8859_1);
    }
}
