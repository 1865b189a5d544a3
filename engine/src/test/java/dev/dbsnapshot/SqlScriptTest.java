package dev.dbsnapshot;

import static dev.dbsnapshot.script.ScriptOptions.Flag.CLEAN;
import static dev.dbsnapshot.script.ScriptOptions.Flag.CREATE;
import static dev.dbsnapshot.script.ScriptOptions.Flag.DISABLE_TRIGGERS;
import static dev.dbsnapshot.script.ScriptOptions.Flag.ENABLE_ROW_SECURITY;
import static dev.dbsnapshot.script.ScriptOptions.Flag.IF_EXISTS;
import static dev.dbsnapshot.script.ScriptOptions.Flag.NO_COMMENTS;
import static dev.dbsnapshot.script.ScriptOptions.Flag.NO_OWNER;
import static dev.dbsnapshot.script.ScriptOptions.Flag.NO_PRIVILEGES;
import static dev.dbsnapshot.script.ScriptOptions.Flag.NO_PUBLICATIONS;
import static dev.dbsnapshot.script.ScriptOptions.Flag.NO_SECURITY_LABELS;
import static dev.dbsnapshot.script.ScriptOptions.Flag.NO_SUBSCRIPTIONS;
import static dev.dbsnapshot.script.ScriptOptions.Flag.NO_TABLESPACES;
import static dev.dbsnapshot.script.ScriptOptions.Flag.NO_TABLE_ACCESS_METHOD;
import static dev.dbsnapshot.script.ScriptOptions.Flag.SINGLE_TRANSACTION;
import static dev.dbsnapshot.script.ScriptOptions.Flag.USE_SET_SESSION_AUTHORIZATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.MemberNames;
import dev.dbsnapshot.archive.RealArchives;
import dev.dbsnapshot.script.ScriptOptions;
import dev.dbsnapshot.script.ScriptOptions.Part;
import dev.dbsnapshot.script.SqlScript;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.toc.Section;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our scripts are those of the real pg_restore, and our restore.sql is that of the real pg_dump. */
class SqlScriptTest {

    private static final String KEY = "0123456789abcdef";

    static Stream<Arguments> optionSets() {
        return Stream.<Stream<Arguments>>of(
                        set("", options -> options),
                        set("--no-owner --no-privileges", options -> options.with(NO_OWNER, NO_PRIVILEGES)),
                        set("--clean", options -> options.with(CLEAN)),
                        set("--clean --if-exists", options -> options.with(CLEAN, IF_EXISTS)),
                        set("--create", options -> options.with(CREATE)),
                        set("--clean --create --if-exists", options -> options.with(CLEAN, CREATE, IF_EXISTS)),
                        set("--schema-only", options -> options.withParts(Set.of(Part.SCHEMA))),
                        set("--data-only", options -> options.withParts(Set.of(Part.DATA))),
                        set("--data-only --disable-triggers --superuser=root", options -> options.withParts(
                                        Set.of(Part.DATA))
                                .with(DISABLE_TRIGGERS)
                                .withSuperuser("root")),
                        set("--section=data --disable-triggers", options -> options.withSections(Set.of(Section.DATA))
                                .with(DISABLE_TRIGGERS)),
                        set("--section=pre-data", options -> options.withSections(Set.of(Section.PRE_DATA))),
                        set("--section=post-data", options -> options.withSections(Set.of(Section.POST_DATA))),
                        set("--use-set-session-authorization", options -> options.with(USE_SET_SESSION_AUTHORIZATION)),
                        set("--single-transaction --role=select", options -> options.with(SINGLE_TRANSACTION)
                                .withRole("select")),
                        set(
                                "--no-comments --no-publications --no-subscriptions --no-security-labels"
                                        + " --no-tablespaces --no-table-access-method --enable-row-security",
                                options -> options.with(
                                        NO_COMMENTS,
                                        NO_PUBLICATIONS,
                                        NO_SUBSCRIPTIONS,
                                        NO_SECURITY_LABELS,
                                        NO_TABLESPACES,
                                        NO_TABLE_ACCESS_METHOD,
                                        ENABLE_ROW_SECURITY)))
                .flatMap(sets -> sets);
    }

    private static Stream<Arguments> set(String arguments, UnaryOperator<ScriptOptions> options) {
        return RealPrograms.majors().stream().map(major -> Arguments.of(major, arguments, options));
    }

    static List<Integer> majors() {
        return RealPrograms.majors();
    }

    @ParameterizedTest(name = "{0}: pg_restore {1}")
    @MethodSource("optionSets")
    void scriptIsThatOfPgRestore(int major, String arguments, UnaryOperator<ScriptOptions> options) throws IOException {
        Path archive = RealArchives.dump(major);
        assertThat(ours(archive, options)).isEqualTo(real(major, archive, arguments));
    }

    @ParameterizedTest
    @MethodSource("majors")
    void scriptOfInsertsIsThatOfPgRestore(int major) throws IOException {
        Path archive = RealArchives.dump(major, "--inserts");
        assertThat(ours(archive, options -> options)).isEqualTo(real(major, archive, ""));
    }

    @ParameterizedTest
    @MethodSource("majors")
    void scriptWithoutStandardStringsIsThatOfPgRestore(int major) throws IOException {
        Path archive = RealArchives.dumpWithoutStandardStrings(major);
        UnaryOperator<ScriptOptions> sessions = options -> options.with(USE_SET_SESSION_AUTHORIZATION);
        assertThat(ours(archive, sessions)).isEqualTo(real(major, archive, "--use-set-session-authorization"));
    }

    static Stream<Arguments> dumps() {
        return Stream.<Stream<Arguments>>of(
                        set("", options -> options),
                        set("--no-owner --no-privileges", options -> options.with(NO_OWNER)),
                        set("--schema-only", options -> options.withParts(Set.of(Part.SCHEMA))),
                        set("--data-only", options -> options.withParts(Set.of(Part.DATA))),
                        set("--inserts", options -> options))
                .flatMap(sets -> sets);
    }

    @ParameterizedTest(name = "{0}: pg_dump {1}")
    @MethodSource("dumps")
    void restoreSqlIsThatOfPgDump(int major, String arguments, UnaryOperator<ScriptOptions> options)
            throws IOException {
        try (ArchiveReader reader = ArchiveReader.open(RealArchives.dump(major, split(arguments)))) {
            ByteArrayOutputStream ours = new ByteArrayOutputStream();
            SqlScript.writeRestoreSql(
                    reader.toc(), options.apply(ScriptOptions.of(reader.toc())), reader.charset(), ours);
            try (InputStream real = reader.open(MemberNames.RESTORE_SQL)) {
                assertThat(ours.toString(StandardCharsets.UTF_8))
                        .isEqualTo(new String(real.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private static String ours(Path archive, UnaryOperator<ScriptOptions> options) throws IOException {
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SqlScript.write(
                    reader.toc(),
                    new ArchiveData(reader),
                    options.apply(ScriptOptions.of(reader.toc()).withRestrictKey(KEY)),
                    reader.charset(),
                    out);
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    private static String real(int major, Path archive, String arguments) {
        List<String> all = new ArrayList<>(List.of("--restrict-key", KEY, "--file", "-"));
        all.addAll(List.of(split(arguments)));
        all.add(archive.toString());
        return RealPrograms.of(major)
                .run("pg_restore", all.toArray(String[]::new))
                .orThrow()
                .text();
    }

    private static String[] split(String arguments) {
        return arguments.isEmpty() ? new String[0] : arguments.split(" ");
    }
}
