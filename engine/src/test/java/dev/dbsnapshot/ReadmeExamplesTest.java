package dev.dbsnapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Samples;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of engine/README.md, taken from the file as they stand there, compiled and run. */
class ReadmeExamplesTest {

    private static final Pattern EXAMPLE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS_NAME = Pattern.compile("public class (\\w+)");

    @Test
    void theExamplesBackUpAndRestore(@TempDir Path folder) throws Exception {
        try (URLClassLoader examples = compile(folder)) {
            PostgresServer server = PostgresServer.shared(15);
            String source = Samples.SHOP.createOn(server);
            String target = server.createDatabase();

            Path archive = (Path) examples.loadClass("BackupExample")
                    .getMethod("backup", String.class, Path.class)
                    .invoke(null, server.uri(source), folder.resolve("snapshots"));
            long rows = (long) examples.loadClass("RestoreExample")
                    .getMethod("restore", Path.class, String.class)
                    .invoke(null, archive, server.uri(target));

            assertThat(archive.getFileName().toString()).startsWith("db-snapshot-42-");
            assertThat(rows).isGreaterThan(40_000);
        }
    }

    private static URLClassLoader compile(Path folder) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-d",
                folder.resolve("classes").toString(),
                "-cp",
                System.getProperty("java.class.path")));
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("README.md")));
        int count = 0;
        while (example.find()) {
            Matcher name = CLASS_NAME.matcher(example.group(1));
            assertThat(name.find()).isTrue();
            assertThat(bodyLines(example.group(1)))
                    .as("an example stays short enough to be read")
                    .isLessThanOrEqualTo(10);
            Path file = folder.resolve(name.group(1) + ".java");
            Files.writeString(file, example.group(1));
            arguments.add(file.toString());
            count++;
        }
        assertThat(count).isEqualTo(2);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        return new URLClassLoader(new URL[] {folder.resolve("classes").toUri().toURL()});
    }

    private static long bodyLines(String example) {
        return example.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("import "))
                .count();
    }
}
