package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine must have. */
final class LocalChecks {

    private LocalChecks() {}

    static Check client() {
        return Check.pass("client", new Versions().getVersion()[0] + ", Java " + Runtime.version());
    }

    /** Whether the folder of snapshots can be written to, and has room for the database. */
    static Check folder(Path folder, long databaseBytes) {
        String name = "disk";
        Path existing = folder;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        try {
            if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
                return Check.fail(name, folder + " cannot be written to", "choose another folder by --dir");
            }
            long free = Files.getFileStore(existing).getUsableSpace();
            String found = folder + " has " + HumanSize.of(free) + " free";
            return databaseBytes > free
                    ? Check.warning(
                            name,
                            found + ", and the database has " + HumanSize.of(databaseBytes)
                                    + " (with its indexes, which take no room in an archive)",
                            "make room, or choose another folder by --dir")
                    : Check.pass(
                            name,
                            found + (databaseBytes > 0 ? ", the database has " + HumanSize.of(databaseBytes) : ""));
        } catch (IOException e) {
            return Check.fail(name, folder + " cannot be looked at (" + e + ")", "choose another folder by --dir");
        }
    }
}
