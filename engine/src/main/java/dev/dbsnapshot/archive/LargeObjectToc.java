package dev.dbsnapshot.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code blobs.toc} and {@code blobs_<dumpId>.toc}: a line {@code <oid> blob_<oid>.dat} for every large object. */
final class LargeObjectToc {

    private static final int LONGEST_LINE = 64;
    private static final Pattern DECIMAL = Pattern.compile("[1-9][0-9]{0,9}");

    private final String archive;
    private final Member toc;
    private final MemberIndex members;

    LargeObjectToc(String archive, Member toc, MemberIndex members) {
        this.archive = archive;
        this.toc = toc;
        this.members = members;
    }

    List<LargeObject> read(InputStream content) throws IOException {
        List<LargeObject> found = new ArrayList<>();
        Set<Long> oids = new HashSet<>();
        InputStream in = new BufferedInputStream(content);
        StringBuilder line = new StringBuilder();
        long lineStart = toc.offset();
        long position = toc.offset();
        for (int c = in.read(); c >= 0; c = in.read()) {
            position++;
            if (c != '\n') {
                line.append((char) c);
                if (line.length() > LONGEST_LINE) {
                    throw damaged(lineStart, line.toString());
                }
                continue;
            }
            LargeObject object = parse(line.toString(), lineStart);
            if (!oids.add(object.oid())) {
                throw damaged(lineStart, "large object " + object.oid() + " again");
            }
            found.add(object);
            line.setLength(0);
            lineStart = position;
        }
        if (line.length() > 0) {
            throw damaged(lineStart, line.toString());
        }
        return found;
    }

    private LargeObject parse(String line, long offset) {
        int space = line.indexOf(' ');
        long oid = oid(space < 0 ? line : line.substring(0, space));
        if (oid == 0 || space < 0 || !line.substring(space + 1).equals(MemberNames.largeObject(oid))) {
            throw damaged(offset, line);
        }
        Member member = members.find(MemberNames.largeObject(oid));
        if (member == null) {
            throw new ArchiveException(
                    archive, offset, "large object " + oid + " has no member " + MemberNames.largeObject(oid));
        }
        return new LargeObject(oid, member);
    }

    private static long oid(String digits) {
        if (!DECIMAL.matcher(digits).matches()) {
            return 0;
        }
        long oid = Long.parseLong(digits);
        return oid <= 0xffff_ffffL ? oid : 0;
    }

    private ArchiveException damaged(long offset, String line) {
        return new ArchiveException(
                archive,
                offset,
                "in " + toc.name() + " stands " + ArchiveException.quote(line)
                        + " where a line names one large object");
    }
}
