package dev.dbsnapshot.script;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;

/** Where a script goes: text in the encoding of the archive, data byte for byte. Not safe for use by several threads. */
final class ScriptOutput {

    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final Charset charset;

    ScriptOutput(OutputStream out, Charset charset) {
        this.out = new BufferedOutputStream(out, BUFFER);
        this.charset = charset;
    }

    void print(String... texts) throws IOException {
        for (String text : texts) {
            out.write(text.getBytes(charset));
        }
    }

    void copy(InputStream data) throws IOException {
        data.transferTo(out);
    }

    void flush() throws IOException {
        out.flush();
    }
}
