package dev.dbsnapshot.kube.tunnel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The channels of one port-forward. The first message of each is the port's number, then channel 0 carries data and
 * channel 1 a reason why there is none.
 */
final class PortForwardChannels implements Frames.Channels {

    private static final int PORT_NUMBER = 2;

    private final String pod;
    private final InboundBuffer inbound;
    private int numberOnData = PORT_NUMBER;
    private int numberOnErrors = PORT_NUMBER;

    PortForwardChannels(String pod, InboundBuffer inbound) {
        this.pod = pod;
        this.inbound = inbound;
    }

    @Override
    public void message(int channel, ByteBuffer message) {
        if (channel == 0) {
            numberOnData -= skip(message, numberOnData);
            inbound.put(message);
        } else if (channel == 1) {
            numberOnErrors -= skip(message, numberOnErrors);
            if (message.hasRemaining()) {
                inbound.fail(new IOException(pod + ": "
                        + StandardCharsets.UTF_8.decode(message).toString().strip()));
            }
        }
    }

    private static int skip(ByteBuffer message, int wanted) {
        int skipped = Math.min(wanted, message.remaining());
        message.position(message.position() + skipped);
        return skipped;
    }

    @Override
    public void closed() {
        inbound.end();
    }

    @Override
    public void broken(Throwable error) {
        inbound.fail(new IOException("the tunnel to " + pod + " broke: " + Frames.describe(error), error));
    }
}
