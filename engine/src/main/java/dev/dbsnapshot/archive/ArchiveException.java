package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import org.jspecify.annotations.Nullable;

/** An archive is damaged, cut off, or is not an archive of pg_dump's tar format; says what is wrong, and at which offset. */
public final class ArchiveException extends SnapshotException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_QUOTE = 80;

    private final long offset;

    ArchiveException(String archive, long offset, String problem) {
        this(archive, offset, problem, null);
    }

    ArchiveException(String archive, long offset, String problem, @Nullable Throwable cause) {
        super(
                ErrorCode.ARCHIVE,
                "archive " + archive + (offset < 0 ? ": " : ", at byte " + offset + ": ") + problem,
                cause);
        this.offset = offset;
    }

    /**
     * Where in the file the problem was seen.
     *
     * @return the offset in bytes from the beginning of the file, or -1 if the problem has no place
     */
    public long offset() {
        return offset;
    }

    /** Text out of an archive as a message may show it: one line, printable, not endless. */
    static String quote(@Nullable String text) {
        if (text == null) {
            return "(none)";
        }
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            if (i == LONGEST_QUOTE) {
                out.append("...");
                break;
            }
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return out.append('"').toString();
    }
}
