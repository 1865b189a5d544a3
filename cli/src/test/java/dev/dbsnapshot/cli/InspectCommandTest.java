package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Samples;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code db-snapshot inspect}: an archive that was just made, looked up by its bare name. */
class InspectCommandTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    @TempDir
    private Path home;

    @Test
    void showsListScriptAndJson() {
        String shop = Samples.SHOP.createOn(SERVER);
        CommandRun create = CommandRun.in(home, "create", "--dsn", SERVER.uri(shop));
        assertThat(create.exitCode()).as(create.err()).isZero();
        String name = String.valueOf(Path.of(create.out().strip()).getFileName());

        CommandRun list = CommandRun.in(home, "inspect", name);
        assertThat(list.exitCode()).as(list.err()).isZero();
        assertThat(list.out()).startsWith(";\n; Archive created at ").contains(" TABLE public customers ");
        CommandRun script = CommandRun.in(home, "--file=" + name, "inspect", "--sql", "--restrict-key=abc");
        assertThat(script.out())
                .contains("\\restrict abc\n", "CREATE TABLE public.customers (", "COPY public.customers (")
                .endsWith("\\unrestrict abc\n\n");
        CommandRun json = CommandRun.in(home, "inspect", name, "-o", "json");
        assertThat(json.out()).startsWith("{\n").contains("\"version\" : 1", "\"TABLE DATA\"");
    }

    @Test
    void whatExcludesEachOtherIsSaid() {
        CommandRun both = CommandRun.in(home, "inspect", "x.tar", "--sql", "-o", "json");
        assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(both.err()).contains("--sql and -o json");
        CommandRun key = CommandRun.in(home, "inspect", "x.tar", "--restrict-key=abc");
        assertThat(key.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(key.err()).contains("add --sql");
    }
}
