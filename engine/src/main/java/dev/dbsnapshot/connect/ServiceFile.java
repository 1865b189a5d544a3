package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads one service of a connection service file (pg_service.conf), as libpq does. */
final class ServiceFile {

    private ServiceFile() {}

    /** The settings of the first of these files that has the service. */
    static Map<Setting, String> read(String service, List<Path> files) {
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                Map<Setting, String> found = new EnumMap<>(Setting.class);
                if (readFrom(service, file, found)) {
                    return found;
                }
            }
        }
        throw Dsn.bad("service \"" + service + "\" is in none of " + files + ": add a section [" + service
                + "] or name another file by PGSERVICEFILE");
    }

    private static boolean readFrom(String service, Path file, Map<Setting, String> found) {
        boolean inside = false;
        int number = 0;
        for (String raw : lines(file)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                if (inside) {
                    return true;
                }
                inside = line.equals("[" + service + "]");
                continue;
            }
            if (!inside) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0 || line.startsWith("service=")) {
                throw Dsn.bad("line " + number + " of service file " + file
                        + " is no setting (a service inside a service is none either): write keyword=value");
            }
            String keyword = line.substring(0, equals);
            // The first of two values counts, as in libpq.
            Map<Setting, String> one = new EnumMap<>(Setting.class);
            Dsn.put(one, keyword, line.substring(equals + 1), "line " + number + " of service file " + file);
            one.forEach(found::putIfAbsent);
        }
        return inside;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "cannot read service file " + file + " (" + e + "): make it readable", e);
        }
    }
}
