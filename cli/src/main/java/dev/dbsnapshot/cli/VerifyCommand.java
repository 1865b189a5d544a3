package dev.dbsnapshot.cli;

import dev.dbsnapshot.Verify;
import dev.dbsnapshot.api.VerifyResult;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code db-snapshot verify}: reads a whole archive and says whether it could be restored, offline. */
@Command(
        name = "verify",
        description = "Read a whole archive and check that it is complete and undamaged. Works offline.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Example:%n" + "  db-snapshot verify FILE%n" + "%n")
final class VerifyCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin(name = "archive")
    private final ArchiveOption archive = new ArchiveOption();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The same without --file.")
    private @Nullable String positional;

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    @Mixin(name = "progress")
    private final ProgressOption progress = new ProgressOption();

    VerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path file = archive.path(surroundings, positional);
        VerifyResult result = new Work(surroundings, output, progress).run("verify", lines -> {
            VerifyResult whole = Verify.of(file).progress(lines).run();
            lines.resultBesideOutput(
                    "the archive is whole",
                    Map.of(
                            "file", file,
                            "entries", whole.entries(),
                            "members", whole.members(),
                            "bytes", whole.bytes(),
                            "digestsChecked", whole.digestsChecked()));
            return whole;
        });
        if (!output.quiet) {
            surroundings
                    .out()
                    .printf(
                            "%s: whole, %d entries, %d members, %s, %s%n",
                            file,
                            result.entries(),
                            result.members(),
                            HumanSize.of(result.bytes()),
                            result.digestsChecked()
                                    ? "digests of the manifest match"
                                    : "no manifest, so a changed byte in the data would not be noticed");
        }
        return ExitCode.SUCCESS.number();
    }
}
