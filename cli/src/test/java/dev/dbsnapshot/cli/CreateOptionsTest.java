package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.DumpSection;
import dev.dbsnapshot.api.NamePattern;
import dev.dbsnapshot.api.NamePattern.Objects;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Every option of {@code create} that says what is dumped, as it is typed and as the library is told. */
class CreateOptionsTest {

    private static final DumpOptions ALL = DumpOptions.DEFAULT;

    @TempDir
    private Path home;

    @ParameterizedTest
    @EnumSource(DumpFlag.class)
    void everyFlagHasAnOptionOfItsName(DumpFlag flag) throws IOException {
        String option = "--" + flag.name().toLowerCase(Locale.ROOT).replace('_', '-');
        assertThat(parse(option)).isEqualTo(ALL.with(flag));
    }

    @Test
    void everyOptionWithAValueIsSpelledInTwoWays() throws IOException {
        same(ALL.include(Objects.SCHEMA, "a*"), "--schema", "a*");
        same(ALL.exclude(Objects.SCHEMA, "a"), "--exclude-schema", "a");
        same(ALL.include(Objects.TABLE, "a.b"), "--table", "a.b");
        same(ALL.exclude(Objects.TABLE, "a"), "--exclude-table", "a");
        same(ALL.exclude(Objects.TABLE_DATA, "a"), "--exclude-table-data", "a");
        same(ALL.include(Objects.TABLE_AND_CHILDREN, "a"), "--table-and-children", "a");
        same(ALL.exclude(Objects.TABLE_AND_CHILDREN, "a"), "--exclude-table-and-children", "a");
        same(ALL.exclude(Objects.TABLE_DATA_AND_CHILDREN, "a"), "--exclude-table-data-and-children", "a");
        same(ALL.include(Objects.EXTENSION, "a"), "--extension", "a");
        same(ALL.exclude(Objects.EXTENSION, "a"), "--exclude-extension", "a");
        same(ALL.include(Objects.FOREIGN_DATA, "a"), "--include-foreign-data", "a");
        same(ALL.withSections(EnumSet.of(DumpSection.PRE_DATA)), "--section", "pre-data");
        same(ALL.withSections(EnumSet.of(DumpSection.DATA)), "--section", "data");
        same(ALL.withSections(EnumSet.of(DumpSection.POST_DATA)), "--section", "post-data");
        same(ALL.withRowsPerInsert(7), "--rows-per-insert", "7");
        same(ALL.withRole("a b"), "--role", "a b");
        same(ALL.withSnapshot("00000003-1"), "--snapshot", "00000003-1");
        same(ALL.withLockWaitTimeout(Duration.ofMillis(500)), "--lock-wait-timeout", "500");
        same(ALL.withLockWaitTimeout(Duration.ofMinutes(2)), "--lock-wait-timeout", "2min");
        same(ALL.withEncoding("UTF8"), "--encoding", "UTF8");
        same(ALL.withForMajor(15), "--for-pg", "15");
        Path filter = Files.writeString(home.resolve("filter"), "exclude table a\ninclude schema b");
        same(
                ALL.with(new NamePattern(false, Objects.TABLE, "a", true))
                        .with(new NamePattern(true, Objects.SCHEMA, "b", true)),
                "--filter",
                filter.toString());
    }

    @Test
    void otherNamesOfPgDumpMeanTheSame() throws IOException {
        assertThat(parse("--blobs")).isEqualTo(ALL.with(DumpFlag.LARGE_OBJECTS));
        assertThat(parse("--no-blobs")).isEqualTo(ALL.with(DumpFlag.NO_LARGE_OBJECTS));
        assertThat(parse("--attribute-inserts")).isEqualTo(ALL.with(DumpFlag.COLUMN_INSERTS));
        assertThat(parse("--no-owner", "--no-privileges")).isEqualTo(ALL);
        assertThat(parse("--filter=-")).isEqualTo(ALL.with(new NamePattern(false, Objects.TABLE, "in", true)));
    }

    @Test
    void whatMayBeRepeatedAddsUp() throws IOException {
        assertThat(parse(
                        "--table=a",
                        "--schema",
                        "b",
                        "--table",
                        "c",
                        "--section=data",
                        "--no-comments",
                        "--section=pre-data"))
                .isEqualTo(ALL.include(Objects.SCHEMA, "b")
                        .include(Objects.TABLE, "a")
                        .include(Objects.TABLE, "c")
                        .with(DumpFlag.NO_COMMENTS)
                        .withSections(EnumSet.of(DumpSection.PRE_DATA, DumpSection.DATA)));
    }

    /** Each in one line, before anything is connected to. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --schema-only --data-only            | options -s/--schema-only and -a/--data-only cannot be used together
        --schema-only --include-foreign-data=x | options -s/--schema-only and --include-foreign-data cannot be used
        --data-only --clean                  | options -c/--clean and -a/--data-only cannot be used together
        --if-exists                          | option --if-exists requires option -c/--clean
        --on-conflict-do-nothing             | option --on-conflict-do-nothing requires option --inserts
        --rows-per-insert=0                  | --rows-per-insert must be in range 1..2147483647
        --rows-per-insert=-1                 | --rows-per-insert must be in range 1..2147483647
        --rows-per-insert=many               | --rows-per-insert
        --rows-per-insert=2147483648         | --rows-per-insert
        --section=middle                     | unrecognized section name: "middle"
        --lock-wait-timeout=soon             | --lock-wait-timeout: "soon" is no time
        --lock-wait-timeout=-1               | --lock-wait-timeout: "-1" is no time
        --filter=/nowhere                    | could not open filter file "/nowhere"
        --filter=- --password-stdin          | both read standard input
        --for-pg=9                           | --for-pg must be in range 12..18, not 9
        --for-pg=new                         | --for-pg
        --table                              | --table
        --role=a --role=b                    | --role
        --tables=x                           | --tables
        """)
    void whatMakesNoSenseIsRefusedInOneLine(String arguments, String message) {
        List<String> all = new ArrayList<>(List.of("create", "--dsn=postgresql://nobody@127.0.0.1:1/none"));
        all.addAll(List.of(arguments.split(" ")));
        CommandRun run = CommandRun.in(home, all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains(message);
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void theHelpHasEveryOptionInItsGroup() {
        String help = CommandRun.in(home, "create", "--help").out();
        assertThat(help)
                .containsSubsequence(
                        "Usage:",
                        "--[no-]privileges",
                        "\nWhat is taken",
                        "--schema=",
                        "--exclude-extension=",
                        "--for-pg=",
                        "\nWhat of it",
                        "--schema-only",
                        "--strict-names",
                        "--create");
        Set<String> missing = new HashSet<>();
        for (DumpFlag flag : DumpFlag.values()) {
            String option = "--" + flag.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (!help.contains(option) && !help.contains(option.replace("--", "--[no-]"))) {
                missing.add(option);
            }
        }
        assertThat(missing).isEmpty();
    }

    private void same(DumpOptions expected, String option, String value) throws IOException {
        assertThat(parse(option, value)).as(option).isEqualTo(expected);
        assertThat(parse(option + "=" + value)).as(option).isEqualTo(expected);
    }

    private DumpOptions parse(String... arguments) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintWriter writer = new PrintWriter(out, true, StandardCharsets.UTF_8);
        Surroundings surroundings = new Surroundings(
                Map.of(),
                home,
                home,
                new ByteArrayInputStream("exclude table in".getBytes(StandardCharsets.UTF_8)),
                writer,
                out,
                writer,
                Tty.none(),
                Clock.systemUTC());
        List<String> all = new ArrayList<>(List.of("create"));
        all.addAll(List.of(arguments));
        CommandLine root = new Cli(surroundings).commandLine();
        root.parseArgs(all.toArray(String[]::new));
        CommandLine create =
                java.util.Objects.requireNonNull(root.getSubcommands().get("create"));
        CreateCommand command = create.getCommand();
        return command.requested();
    }
}
