package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.ArrayList;
import java.util.List;

/**
 * One element of an {@code aclitem[]}: who granted what to whom ({@code parseAclItem}).
 *
 * @param grantee the role that may, or the empty text for PUBLIC
 * @param grantor the role that granted it
 * @param codes the letters of the privileges, each followed by {@code *} where it may be granted on
 */
record AclItem(String grantee, String grantor, String codes) {

    /**
     * Reads {@code grantee=codes/grantor}, in which names are quoted in the server's way ({@code putid}).
     *
     * @throws SnapshotException (SERVER) if it is none
     */
    static AclItem parse(String text) {
        StringBuilder grantee = new StringBuilder();
        int equals = name(text, 0, grantee);
        int slash = text.indexOf('/', equals);
        if (equals >= text.length() || slash < 0) {
            throw unknown(text);
        }
        StringBuilder grantor = new StringBuilder();
        if (name(text, slash + 1, grantor) != text.length()) {
            throw unknown(text);
        }
        return new AclItem(grantee.toString(), grantor.toString(), text.substring(equals + 1, slash));
    }

    private static SnapshotException unknown(String text) {
        return new SnapshotException(
                ErrorCode.SERVER,
                "the catalog holds the privilege \"" + text + "\", which cannot be read; drop it or grant it anew");
    }

    /** Reads a name up to an unquoted {@code =} or the end, and returns where that is. */
    private static int name(String text, int start, StringBuilder name) {
        boolean quoted = false;
        int i = start;
        while (i < text.length() && (quoted || text.charAt(i) != '=')) {
            char c = text.charAt(i);
            if (c != '"') {
                name.append(c);
            } else if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                name.append(c);
                i++;
            } else {
                quoted = !quoted;
            }
            i++;
        }
        return i;
    }

    /** The elements of an array literal without NULLs ({@code parsePGArray}). */
    static List<String> elements(String array) {
        List<String> elements = new ArrayList<>();
        StringBuilder element = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int i = 1; i < array.length(); i++) {
            char c = array.charAt(i);
            if (c == '\\' && quoted) {
                element.append(array.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (!quoted && (c == ',' || c == '}')) {
                if (any || !element.isEmpty()) {
                    elements.add(element.toString());
                }
                element.setLength(0);
                any = false;
            } else {
                element.append(c);
            }
        }
        return elements;
    }
}
