package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The short way to {@code create} leads where picocli leads, and is taken by nothing that picocli sees otherwise. */
class PlainArgumentsTest {

    @TempDir
    private Path home;

    private final Surroundings surroundings = new Surroundings(
            Map.of(),
            Path.of("."),
            Path.of("."),
            new ByteArrayInputStream(new byte[0]),
            new PrintWriter(Writer.nullWriter()),
            OutputStream.nullOutputStream(),
            new PrintWriter(Writer.nullWriter()),
            Tty.none(),
            Clock.systemUTC());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create",
                "create|-q",
                "create|--quiet|--verbose|--force",
                "create|-v",
                "create|--dsn|postgresql://me@here/there|--file|a.tar",
                "create|--dsn=postgresql://me@here/there?sslmode=require|--file=a=b.tar|-q",
                "create|--dsn=host=here dbname=there|--dir|create",
                "create|-q|--force|--dir=/a b/ü|--dsn|host=here dbname='the=re'"
            })
    void plainLinesMeanWhatTheyMeanToPicocli(String line) {
        String[] arguments = line.split("\\|", -1);
        Map<String, String> options = Objects.requireNonNull(PlainArguments.ofCreate(arguments));
        CommandLine root = new Cli(surroundings).commandLine();
        root.parseArgs(arguments);
        CreateCommand parsed =
                Objects.requireNonNull(root.getSubcommands().get("create")).getCommand();
        assertThat(CreateCommand.of(surroundings, options))
                .usingRecursiveComparison()
                .isEqualTo(parsed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "list",
                "-q|create",
                "create|list",
                "create|-h",
                "create|--help",
                "create|--version",
                "create|-qv",
                "create|-q|-q",
                "create|-q|--quiet",
                "create|--quiet=true",
                "create|--dsn",
                "create|--dsn|",
                "create|--dsn=",
                "create|--dsn|-q",
                "create|--dsn|a|--dsn|a",
                "create|--file|@a",
                "create|--file=\"a\"",
                "create|@arguments",
                "create|--",
                "create|--jobs|2",
                "create|-n|poolside",
                "create|--fil|a"
            })
    void everythingElseIsLeftToPicocli(String line) {
        assertThat(PlainArguments.ofCreate(line.split("\\|", -1))).isNull();
    }

    /** The command line that is understood, and the same one that is not, because of a value that changes nothing. */
    @Test
    void whatGoesWrongIsToldInTheSameWords() {
        for (List<String> options : List.of(
                List.<String>of(),
                List.of("--dsn=postgresql://someone@127.0.0.1:1/none"),
                List.of("--dsn=postgresql://someone@127.0.0.1:1/none", "-q"),
                List.of("--dsn=nonsense=1"),
                List.of("--dsn=postgresql://someone@127.0.0.1:1/none", "--dir=/proc/nowhere"))) {
            List<String> line = new ArrayList<>(List.of("create"));
            line.addAll(options);
            CommandRun plain = CommandRun.in(home, line.toArray(String[]::new));
            line.add("--stall-timeout=60");
            CommandRun parsed = CommandRun.in(home, line.toArray(String[]::new));
            assertThat(plain).as("%s", options).isEqualTo(parsed);
            assertThat(plain.exitCode()).isNotZero();
        }
    }
}
