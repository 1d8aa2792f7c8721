package dev.fusesync.packaged;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import dev.fusesync.support.Webhooks;

import static org.awaitility.Awaitility.await;

/**
 * The archive's program with a cache of its classes, with which tests start it in half of
 * the time. The first test that needs the cache after a build makes it, for all JVMs of
 * the tests.
 */
final class StartCache {

	private static final Path JAR = Path.of("target/archive/lib/fuse-sync.jar").toAbsolutePath();

	private static final Path DIRECTORY = Path.of("target/start-cache").toAbsolutePath();

	private StartCache() {
	}

	/** The arguments of java that start the program. */
	static synchronized List<String> arguments() throws IOException {
		Files.createDirectories(DIRECTORY);
		Path cache = DIRECTORY.resolve(key() + ".jsa");
		try (FileChannel lock = FileChannel.open(DIRECTORY.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE)) {
			lock.lock();
			if (!Files.exists(cache)) {
				make(cache);
			}
		}
		return List.of("-XX:SharedArchiveFile=" + cache, "-jar", JAR.toString());
	}

	/** Java compares the times of jars, which are the same in all builds. */
	private static String key() throws IOException {
		CRC32 checksum = new CRC32();
		checksum.update(Files.readAllBytes(JAR));
		return Runtime.version() + "-" + checksum.getValue();
	}

	private static void make(Path cache) throws IOException {
		try (Stream<Path> others = Files.list(DIRECTORY)) {
			for (Path other : others.filter((file) -> file.toString().endsWith(".jsa")).toList()) {
				Files.delete(other);
			}
		}
		Path directory = Files.createTempDirectory(DIRECTORY, "run");
		Path part = directory.resolve("part");
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(directory,
						Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID",
								"test-client"))
					.from(List.of("-XX:ArchiveClassesAtExit=" + part, "-jar", JAR.toString()))) {
			program.start();
			await().until(() -> program.accepts(Webhooks.syncData("a connection")));
			await().until(() -> !fuse.synced.isEmpty());
			program.stop();
			program.awaitExit();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		Files.move(part, cache);
	}

}
