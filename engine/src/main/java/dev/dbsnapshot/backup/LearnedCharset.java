package dev.dbsnapshot.backup;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.util.HashMap;
import java.util.Map;

/**
 * An encoding as the server converts to it: ASCII, and the characters that were asked for. Java's own charsets of the
 * same name differ from the server's in a few characters. It only encodes. Not thread-safe while it learns.
 */
final class LearnedCharset extends Charset {

    private static final int MOST_BYTES = 8;

    private final Map<Integer, byte[]> known = new HashMap<>();

    LearnedCharset(String encoding) {
        super("x-db-snapshot-" + encoding, new String[0]);
    }

    boolean knows(int character) {
        return character < 0x80 || known.containsKey(character);
    }

    void learn(int character, byte[] bytes) {
        known.put(character, bytes);
    }

    @Override
    public boolean contains(Charset other) {
        return false;
    }

    @Override
    public CharsetDecoder newDecoder() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CharsetEncoder newEncoder() {
        return new Encoder(this, known);
    }

    private static final class Encoder extends CharsetEncoder {
        private final Map<Integer, byte[]> known;

        Encoder(Charset charset, Map<Integer, byte[]> known) {
            super(charset, 2, MOST_BYTES);
            this.known = known;
        }

        @Override
        public boolean isLegalReplacement(byte[] replacement) {
            return true;
        }

        @Override
        protected CoderResult encodeLoop(CharBuffer in, ByteBuffer out) {
            while (in.hasRemaining()) {
                char first = in.get(in.position());
                int length = Character.isHighSurrogate(first) ? 2 : 1;
                if (in.remaining() < length) {
                    return CoderResult.UNDERFLOW;
                }
                int character = Character.codePointAt(in, 0);
                byte[] bytes = character < 0x80 ? new byte[] {(byte) character} : known.get(character);
                if (bytes == null) {
                    return CoderResult.unmappableForLength(length);
                }
                if (out.remaining() < bytes.length) {
                    return CoderResult.OVERFLOW;
                }
                out.put(bytes);
                in.position(in.position() + length);
            }
            return CoderResult.UNDERFLOW;
        }
    }
}
