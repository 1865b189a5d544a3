package dev.dbsnapshot.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jline.nativ.JLineNativeLoader;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.ExternalTerminal;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jspecify.annotations.Nullable;

/**
 * A terminal on standard error while standard input is something else: a person looks on, but cannot be asked. jline
 * knows only terminals that have both. Immutable.
 */
final class Screen extends ExternalTerminal {

    /** Nobody asks a stream how high it is, and one line needs no more. */
    private static final int ROWS = 24;

    private final TerminalProvider provider;

    private Screen(TerminalProvider provider, String type) throws IOException {
        super(
                provider,
                "standard error",
                type,
                InputStream.nullInputStream(),
                new FileOutputStream(FileDescriptor.err),
                StandardCharsets.UTF_8,
                SignalHandler.SIG_DFL,
                true);
        this.provider = provider;
    }

    /** The one of this process, or {@code null} if standard error is no terminal. */
    static @Nullable Terminal open(@Nullable String type) {
        if (type == null || type.isEmpty()) {
            return null;
        }
        try {
            if (!JLineNativeLoader.initialize()) {
                return null;
            }
            TerminalProvider provider = TerminalProvider.load(TerminalBuilder.PROP_PROVIDER_JNI);
            return provider.isSystemStream(SystemStream.Error) ? new Screen(provider, type) : null;
        } catch (IOException | RuntimeException | LinkageError e) {
            return null; // Lines will do.
        }
    }

    /** Asked anew each time, because windows change. */
    @Override
    public Size getSize() {
        return provider == null ? super.getSize() : new Size(provider.systemStreamWidth(SystemStream.Error), ROWS);
    }
}
