package dev.dbsnapshot.cli;

/**
 * The configuration of java.util.logging with which the launcher starts: none, because {@link LogFile} makes its own. So
 * that of the JDK need not be read, which writes to standard error.
 */
public final class NoLogging {

    /** Called by java.util.logging, which is configured then. */
    public NoLogging() {}
}
