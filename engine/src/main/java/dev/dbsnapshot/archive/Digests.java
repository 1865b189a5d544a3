package dev.dbsnapshot.archive;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest of the manifest. */
final class Digests {

    private static final int LARGEST_PIECE = 1 << 16;

    /** Never used but for its copies: to look for the provider takes longer than to digest a small member. */
    private static final MessageDigest EMPTY = create();

    private Digests() {}

    static MessageDigest sha256() {
        return copy(EMPTY);
    }

    private static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** One that goes on from what the other has seen so far. */
    static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of the JDK can be copied", e);
        }
    }

    /**
     * Adds what a buffer has left, without moving its position. Always by array: on some processors JDK 17's
     * update(ByteBuffer) becomes fifty times slower once a loop of it has been compiled (seen after 1.4 GB).
     */
    static void update(MessageDigest digest, ByteBuffer content) {
        if (content.hasArray()) {
            digest.update(content.array(), content.arrayOffset() + content.position(), content.remaining());
            return;
        }
        ByteBuffer rest = content.duplicate();
        byte[] piece = new byte[Math.min(rest.remaining(), LARGEST_PIECE)];
        while (rest.hasRemaining()) {
            int count = Math.min(rest.remaining(), piece.length);
            rest.get(piece, 0, count);
            digest.update(piece, 0, count);
        }
    }
}
