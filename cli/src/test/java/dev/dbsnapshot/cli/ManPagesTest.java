package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The manual pages say what the help says, in roff. */
class ManPagesTest {

    private final CommandLine root = new Cli(new Surroundings(
                    Map.of(),
                    Path.of("."),
                    Path.of("."),
                    new ByteArrayInputStream(new byte[0]),
                    new PrintWriter(Writer.nullWriter()),
                    OutputStream.nullOutputStream(),
                    new PrintWriter(Writer.nullWriter()),
                    Tty.none(),
                    Clock.systemUTC()))
            .commandLine();

    @Test
    void everyCommandHasAPageWithEveryOption() {
        Map<String, String> pages = ManPages.all(root);
        assertThat(pages).containsKeys("db-snapshot", "db-snapshot-create", "db-snapshot-restore");
        root.getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) {
                String page = pages.get("db-snapshot-" + name);
                for (CommandLine.Model.OptionSpec option :
                        command.getCommandSpec().options()) {
                    assertThat(page).as(name).contains(option.longestName().replace("-", "\\-"));
                }
            }
        });
    }

    @Test
    void onlyMacrosBeginWithADot() {
        ManPages.all(root).forEach((name, page) -> assertThat(page.lines())
                .as(name)
                .allMatch(line ->
                        !line.startsWith("'") && (!line.startsWith(".") || line.matches("\\.(TH|SH|TP|nf|fi)( .*)?")))
                .noneMatch(line -> line.contains("${")));
    }
}
