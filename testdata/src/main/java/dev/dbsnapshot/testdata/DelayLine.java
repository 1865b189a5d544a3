package dev.dbsnapshot.testdata;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a long line: bytes arrive late, but many of them can be under way, as on a real network, where a
 * delay does not make a download slow. Used by one writing thread; without a delay it is no more than its end.
 */
final class DelayLine {

    /** 8 MB in the proxy's pieces: more than a window of TCP holds. */
    private static final int PIECES_UNDER_WAY = 1024;

    private final OutputStream end;
    private final Supplier<Duration> delay;
    private final BlockingQueue<Piece> underWay = new LinkedBlockingQueue<>(PIECES_UNDER_WAY);
    private @Nullable Thread carrier;
    private volatile boolean broken;

    /** No bytes mean that nothing follows. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares pieces.
    private record Piece(byte[] bytes, long due) {}

    DelayLine(OutputStream end, Supplier<Duration> delay) {
        this.end = end;
        this.delay = delay;
    }

    /** Sends bytes on their way; they overtake nothing that was sent before. */
    void send(byte[] buffer, int length) throws IOException, InterruptedException {
        Duration late = delay.get();
        if (carrier == null && late.isZero()) {
            end.write(buffer, 0, length);
            return;
        }
        if (carrier == null) {
            carrier = new Thread(this::carry, "fault-proxy delay");
            carrier.setDaemon(true);
            carrier.start();
        }
        underWay.put(new Piece(Arrays.copyOf(buffer, length), System.nanoTime() + late.toNanos()));
        if (broken) {
            throw new IOException("the other end is gone");
        }
    }

    /** Waits until everything has arrived. */
    void finish() throws InterruptedException {
        if (carrier != null) {
            underWay.put(new Piece(new byte[0], System.nanoTime()));
            carrier.join();
        }
    }

    private void carry() {
        try {
            for (Piece piece = underWay.take(); piece.bytes().length > 0; piece = underWay.take()) {
                long left = piece.due() - System.nanoTime();
                if (left > 0) {
                    Thread.sleep(Duration.ofNanos(left).toMillis() + 1);
                }
                end.write(piece.bytes());
            }
        } catch (IOException e) {
            broken = true;
            underWay.clear(); // The sender may wait for room.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
