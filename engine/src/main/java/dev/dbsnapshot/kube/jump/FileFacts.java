package dev.dbsnapshot.kube.jump;

/**
 * What both ends of a transfer must agree on.
 *
 * @param bytes the length
 * @param sha256 the digest, in hexadecimal
 */
public record FileFacts(long bytes, String sha256) {

    @Override
    public String toString() {
        return bytes + " bytes with SHA-256 " + sha256;
    }
}
