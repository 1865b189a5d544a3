package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/** Opens what {@code --filter} names: a file, or standard input. */
final class FilterSource {

    private FilterSource() {}

    /** Takes what a file says. */
    interface Use<T> {
        T of(Reader reader, String name) throws IOException;
    }

    static <T> T read(String filter, Surroundings surroundings, Use<T> use) {
        try {
            if (filter.equals("-")) {
                return use.of(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8), "standard input");
            }
            try (Reader reader = Files.newBufferedReader(surroundings.resolve(filter))) {
                return use.of(reader, filter);
            }
        } catch (NoSuchFileException e) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "could not open filter file \"" + filter + "\": there is no such file", e);
        } catch (IOException e) {
            throw new SnapshotException(
                    ErrorCode.IO, "could not read from filter file \"" + filter + "\": " + e.getMessage(), e);
        }
    }

    /** Standard input can be read only once. */
    static SnapshotException besidesPassword() {
        return new SnapshotException(
                ErrorCode.USAGE, "--password-stdin and --filter - both read standard input: name a file with --filter");
    }
}
