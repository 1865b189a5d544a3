package dev.dbsnapshot.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * The header of a tar member, byte for byte as pg_dump's {@code tarCreateHeader} makes it: fixed owner, octal numbers
 * that end with a space, base-256 where octal digits do not suffice, never a PAX header.
 *
 * @param name the member's name
 * @param size its size in bytes
 * @param type the type flag; {@code '0'} or NUL is a regular file
 */
record TarHeader(String name, long size, byte type) {

    static final int BLOCK = 512;

    private static final int NAME_LENGTH = 100;
    private static final int MODE = 100;
    private static final int UID = 108;
    private static final int GID = 116;
    private static final int SIZE = 124;
    private static final int MODIFIED = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int USER = 265;
    private static final int GROUP = 297;
    private static final int DEVICE_MAJOR = 329;
    private static final int DEVICE_MINOR = 337;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final int SHORT_FIELD = 8;
    private static final int LONG_FIELD = 12;

    /** The size of a content with the padding after it. */
    static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The 512 bytes of the header of a regular file. */
    static byte[] encode(String name, long size, long modifiedEpochSecond) {
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        if (ascii.length >= NAME_LENGTH) {
            throw new IllegalArgumentException("member name is longer than 99 bytes: " + name);
        }
        byte[] header = new byte[BLOCK];
        System.arraycopy(ascii, 0, header, 0, ascii.length);
        number(0600, header, MODE, SHORT_FIELD);
        number(04000, header, UID, SHORT_FIELD);
        number(02000, header, GID, SHORT_FIELD);
        number(size, header, SIZE, LONG_FIELD);
        number(modifiedEpochSecond, header, MODIFIED, LONG_FIELD);
        header[TYPE] = TarConstants.LF_NORMAL;
        text("ustar\00000", header, MAGIC);
        text("postgres", header, USER);
        text("postgres", header, GROUP);
        number(0, header, DEVICE_MAJOR, SHORT_FIELD);
        number(0, header, DEVICE_MINOR, SHORT_FIELD);
        // The checksum is taken with spaces in its place.
        Arrays.fill(header, CHECKSUM, CHECKSUM + SHORT_FIELD, (byte) ' ');
        number(TarUtils.computeCheckSum(header), header, CHECKSUM, SHORT_FIELD);
        return header;
    }

    /**
     * Reads a header.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static TarHeader decode(byte[] header) {
        boolean sumIsRight;
        try {
            sumIsRight = TarUtils.verifyCheckSum(header);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("this is no tar header, its checksum is not a number", e);
        }
        if (!sumIsRight) {
            throw new IllegalArgumentException("the checksum of the tar header is wrong");
        }
        if (!startsWith(header, MAGIC, "ustar")) {
            throw new IllegalArgumentException("the tar header has no ustar mark");
        }
        long size;
        try {
            size = TarUtils.parseOctalOrBinary(header, SIZE, LONG_FIELD);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the size in the tar header is not a number", e);
        }
        if (size < 0) {
            throw new IllegalArgumentException("the size in the tar header is negative");
        }
        String name = string(header, 0, NAME_LENGTH);
        // GNU tar ("ustar  ") keeps other things where POSIX has the prefix of the name.
        boolean posix = header[MAGIC + 5] == 0;
        String prefix = posix ? string(header, PREFIX, PREFIX_LENGTH) : "";
        return new TarHeader(prefix.isEmpty() ? name : prefix + "/" + name, size, header[TYPE]);
    }

    boolean isRegularFile() {
        return type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM;
    }

    private static void number(long value, byte[] header, int offset, int length) {
        TarUtils.formatLongOctalOrBinaryBytes(value, header, offset, length);
    }

    private static void text(String value, byte[] header, int offset) {
        byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, offset, ascii.length);
    }

    private static boolean startsWith(byte[] header, int offset, String expected) {
        return string(header, offset, expected.length()).equals(expected);
    }

    private static String string(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }
}
