package dev.dbsnapshot.archive;

/**
 * A large object in an archive. Immutable.
 *
 * @param oid its OID, 1 to 4294967295
 * @param member where its content is
 */
public record LargeObject(long oid, Member member) {}
