package dev.fusesync.inbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.jms.artemis.ArtemisProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What the data directory takes on disk, looked up at intervals. */
@Component
class JournalMetrics {

	private final Path data;

	private volatile long size;

	JournalMetrics(ArtemisProperties artemis, MeterRegistry meters) {
		this.data = Path.of(artemis.getEmbedded().getDataDirectory());
		Gauge.builder("fuse.journal.size", () -> this.size)
			.description("What the data directory takes on disk")
			.baseUnit("bytes")
			.register(meters);
	}

	@Scheduled(fixedDelayString = "${fuse.metrics.interval}")
	void look() throws IOException {
		this.size = Files.isDirectory(this.data) ? sizeOf(this.data) : 0;
	}

	/** Files may go while they are looked at. */
	private static long sizeOf(Path directory) throws IOException {
		AtomicLong size = new AtomicLong();
		Files.walkFileTree(directory, new SimpleFileVisitor<>() {
			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
				size.addAndGet(attributes.size());
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFileFailed(Path file, IOException gone) {
				return FileVisitResult.CONTINUE;
			}
		});
		return size.get();
	}

}
