package dev.dbsnapshot.connect;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Looks a password up in a password file (~/.pgpass): lines of host:port:database:user:password, as libpq does. */
final class PasswordFile {

    private static final Set<PosixFilePermission> FOR_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private PasswordFile() {}

    /** The password of the first line that matches; a file that cannot be trusted is warned of and not read. */
    static Optional<Secret> find(Path file, List<String> hostPortDatabaseUser, Consumer<String> warnings) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            warnings.accept("password file " + file + " is not a plain file: it is ignored");
            return Optional.empty();
        }
        try {
            if (isOpenToOthers(file)) {
                warnings.accept("password file " + file
                        + " has group or world access: it is ignored; permissions should be u=rw (0600) or less");
                return Optional.empty();
            }
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Optional<Secret> password = match(line, hostPortDatabaseUser);
                    if (password.isPresent()) {
                        return password;
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            warnings.accept(
                    "password file " + file + " cannot be read (" + e.getClass().getSimpleName() + "): it is ignored");
        }
        return Optional.empty();
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        // Windows has no such permissions, and libpq does not check there.
        return view != null && view.readAttributes().permissions().stream().anyMatch(FOR_OTHERS::contains);
    }

    private static Optional<Secret> match(String line, List<String> wanted) {
        if (line.startsWith("#")) {
            return Optional.empty();
        }
        int at = 0;
        for (String want : wanted) {
            StringBuilder field = new StringBuilder();
            boolean any = line.startsWith("*:", at);
            while (at < line.length() && line.charAt(at) != ':') {
                if (line.charAt(at) == '\\' && at + 1 < line.length()) {
                    at++;
                }
                field.append(line.charAt(at));
                at++;
            }
            if (at >= line.length() || !(any || field.toString().equals(want))) {
                return Optional.empty();
            }
            at++;
        }
        StringBuilder password = new StringBuilder();
        while (at < line.length() && line.charAt(at) != ':') {
            if (line.charAt(at) == '\\' && at + 1 < line.length()) {
                at++;
            }
            password.append(line.charAt(at));
            at++;
        }
        return Optional.of(Secret.of(password.toString()));
    }
}
