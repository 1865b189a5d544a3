package dev.dbsnapshot.cli;

import dev.dbsnapshot.Inspect;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code db-snapshot inspect}: shows what an archive holds, offline. */
@Command(
        name = "inspect",
        description = "Show what an archive holds, as pg_restore does. Works offline, on any pg_dump's tar archive.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n"
                + "  db-snapshot inspect FILE%n"
                + "  db-snapshot inspect FILE --sql | less%n"
                + "  db-snapshot inspect FILE -o json%n"
                + "%n")
final class InspectCommand implements Callable<Integer> {

    /** How the table of contents is shown. */
    enum Format {
        LIST,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Surroundings surroundings;

    @Mixin(name = "archive")
    private final ArchiveOption archive = new ArchiveOption();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The same without --file.")
    private @Nullable String positional;

    @Option(names = "--sql", description = "Print everything as one script for psql, as 'pg_restore -f -' does.")
    private boolean sql;

    @Option(
            names = "--restrict-key",
            paramLabel = "KEY",
            description = "Key of \\restrict in the script: letters and digits. Default: a random one")
    private @Nullable String restrictKey;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}, as 'pg_restore --list' prints",
            defaultValue = "list")
    private Format format = Format.LIST;

    @Mixin(name = "output")
    @SuppressWarnings("unused") // Failures asks the parser for it.
    private final OutputOptions output = new OutputOptions();

    InspectCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (sql && format == Format.JSON) {
            throw new SnapshotException(ErrorCode.USAGE, "--sql and -o json exclude each other: leave one out");
        }
        if (restrictKey != null && !sql) {
            throw new SnapshotException(ErrorCode.USAGE, "--restrict-key is for scripts: add --sql");
        }
        Inspect inspect = Inspect.of(archive.path(surroundings, positional));
        if (sql) {
            (restrictKey == null ? inspect : inspect.restrictKey(restrictKey)).sql(surroundings.bytes());
        } else if (format == Format.JSON) {
            inspect.json(surroundings.bytes());
        } else {
            inspect.list(surroundings.bytes());
        }
        return ExitCode.SUCCESS.number();
    }
}
