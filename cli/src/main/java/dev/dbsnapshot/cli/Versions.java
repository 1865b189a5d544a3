package dev.dbsnapshot.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import picocli.CommandLine.IVersionProvider;

/** The versions of the command and of everything inside, as the build recorded them. */
final class Versions implements IVersionProvider {

    @Override
    public String[] getVersion() {
        Properties versions = new Properties();
        try (InputStream recorded = Versions.class.getResourceAsStream("versions.properties")) {
            if (recorded == null) {
                throw new IllegalStateException("versions.properties is missing from the jar: build it again");
            }
            versions.load(recorded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> lines = new ArrayList<>();
        lines.add("db-snapshot " + versions.remove("db-snapshot"));
        for (String name : new TreeSet<>(versions.stringPropertyNames())) {
            lines.add("  " + name + " " + versions.getProperty(name));
        }
        lines.add("  Java " + Runtime.version());
        return lines.toArray(String[]::new);
    }
}
