package dev.dbsnapshot.cli.faults;

import dev.dbsnapshot.testdata.FaultProxy;
import java.util.concurrent.locks.ReentrantLock;

/** A strike of which others know whether it has happened; asking waits for its end. Thread-safe. */
final class OneStrike implements FaultProxy.Strike {

    private final FaultProxy.Strike strike;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean happened;

    OneStrike(FaultProxy.Strike strike) {
        this.strike = strike;
    }

    /** One that needs no message. */
    static OneStrike already() {
        OneStrike strike = new OneStrike(() -> FaultProxy.After.PASS);
        strike.happened = true;
        return strike;
    }

    @Override
    public FaultProxy.After happens() {
        lock.lock();
        try {
            happened = true;
            return strike.happens();
        } finally {
            lock.unlock();
        }
    }

    boolean hasHappened() {
        lock.lock();
        try {
            return happened;
        } finally {
            lock.unlock();
        }
    }
}
