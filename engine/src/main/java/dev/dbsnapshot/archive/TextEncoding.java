package dev.dbsnapshot.archive;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of the text in an archive, which its entry ENCODING names. Immutable.
 *
 * @param name PostgreSQL's name of the encoding
 * @param charset what decodes it, or {@code null} if Java knows none: then only ASCII can be read
 */
public record TextEncoding(String name, @Nullable Charset charset) {

    static final TextEncoding UTF8 = new TextEncoding("UTF8", StandardCharsets.UTF_8);

    /** PostgreSQL's names as {@code pg_char_to_encoding} compares them: lower case, letters and digits only. */
    private static final Map<String, String> JAVA_NAMES = Map.ofEntries(
            // SQL_ASCII says nothing about the bytes: UTF-8 is read where it is valid, the rest is refused.
            Map.entry("sqlascii", "UTF-8"),
            Map.entry("utf8", "UTF-8"),
            Map.entry("unicode", "UTF-8"),
            Map.entry("latin1", "ISO-8859-1"),
            Map.entry("latin2", "ISO-8859-2"),
            Map.entry("latin3", "ISO-8859-3"),
            Map.entry("latin4", "ISO-8859-4"),
            Map.entry("latin5", "ISO-8859-9"),
            Map.entry("latin6", "ISO-8859-10"),
            Map.entry("latin7", "ISO-8859-13"),
            Map.entry("latin8", "ISO-8859-14"),
            Map.entry("latin9", "ISO-8859-15"),
            Map.entry("latin10", "ISO-8859-16"),
            Map.entry("iso88595", "ISO-8859-5"),
            Map.entry("iso88596", "ISO-8859-6"),
            Map.entry("iso88597", "ISO-8859-7"),
            Map.entry("iso88598", "ISO-8859-8"),
            Map.entry("win866", "IBM866"),
            Map.entry("win874", "x-windows-874"),
            Map.entry("win1250", "windows-1250"),
            Map.entry("win1251", "windows-1251"),
            Map.entry("win1252", "windows-1252"),
            Map.entry("win1253", "windows-1253"),
            Map.entry("win1254", "windows-1254"),
            Map.entry("win1255", "windows-1255"),
            Map.entry("win1256", "windows-1256"),
            Map.entry("win1257", "windows-1257"),
            Map.entry("win1258", "windows-1258"),
            Map.entry("koi8r", "KOI8-R"),
            Map.entry("koi8u", "KOI8-U"),
            Map.entry("eucjp", "EUC-JP"),
            Map.entry("euccn", "GB2312"),
            Map.entry("euckr", "EUC-KR"),
            Map.entry("euctw", "x-EUC-TW"),
            Map.entry("sjis", "windows-31j"),
            Map.entry("shiftjis2004", "x-SJIS_0213"),
            Map.entry("big5", "Big5"),
            Map.entry("gbk", "GBK"),
            Map.entry("uhc", "x-windows-949"),
            Map.entry("gb18030", "GB18030"),
            Map.entry("johab", "x-Johab"));

    /** The encoding of this name, as PostgreSQL writes it. */
    public static TextEncoding of(String name) {
        String javaName = JAVA_NAMES.get(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
        boolean known = javaName != null && Charset.isSupported(javaName);
        return new TextEncoding(name, known ? Charset.forName(javaName) : null);
    }

    /**
     * The text that some bytes stand for.
     *
     * @param bytes the bytes, each as the character of the same number
     * @throws CharacterCodingException if the bytes are not valid in this encoding, or the encoding is unknown
     */
    String decode(String bytes) throws CharacterCodingException {
        if (isAscii(bytes)) {
            return bytes;
        }
        return knownCharset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                .toString();
    }

    /**
     * The bytes of some text.
     *
     * @throws CharacterCodingException if the encoding has no such characters
     */
    ByteBuffer encode(String text) throws CharacterCodingException {
        byte[] plain = text.getBytes(StandardCharsets.ISO_8859_1);
        if (isAscii(plain, text)) {
            return ByteBuffer.wrap(plain);
        }
        return knownCharset()
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .encode(CharBuffer.wrap(text));
    }

    /** Whether these bytes are read as this character, and nothing else. */
    public boolean reads(byte[] bytes, int character) {
        try {
            return decode(new String(bytes, StandardCharsets.ISO_8859_1)).equals(Character.toString(character));
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private Charset knownCharset() throws CharacterCodingException {
        if (charset == null) {
            throw new CharacterCodingException();
        }
        return charset;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }
    /** The same, faster, for what became of the text as Latin-1: a question mark may stand for another character. */
    private static boolean isAscii(byte[] latin1, String text) {
        for (int i = 0; i < latin1.length; i++) {
            if (latin1[i] < 0 || (latin1[i] == '?' && text.charAt(i) != '?')) {
                return false;
            }
        }
        return latin1.length == text.length();
    }
}
