package dev.dbsnapshot.store;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.VerifyResult;
import dev.dbsnapshot.archive.ArchiveReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a whole archive. */
public final class Verification {

    private Verification() {}

    /** Reads it and tells what is in it. */
    public static VerifyResult run(Path archive, Progress progress) {
        progress.on(new Progress.PhaseStarted("verify"));
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            reader.verify(progress);
            return new VerifyResult(
                    archive,
                    Files.size(archive),
                    reader.toc().entries().size(),
                    reader.members().size() - 1,
                    reader.manifest().isPresent());
        } catch (IOException e) {
            throw FileFailure.of("cannot read " + archive, e, "check the file");
        }
    }
}
