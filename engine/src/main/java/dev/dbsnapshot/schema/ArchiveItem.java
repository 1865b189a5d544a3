package dev.dbsnapshot.schema;

import dev.dbsnapshot.toc.TocEntry;
import org.jspecify.annotations.Nullable;

/**
 * An entry together with where its data comes from.
 *
 * @param entry the entry
 * @param source where its data comes from, or {@code null} if it has none
 */
public record ArchiveItem(TocEntry entry, @Nullable MemberSource source) {}
