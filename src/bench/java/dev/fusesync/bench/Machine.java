package dev.fusesync.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What Linux knows of processes, and what the disk can do. */
final class Machine {

	/** Clock ticks a second in {@code /proc/[pid]/stat}: 100 on every Linux of today. */
	private static final double TICKS = 100;

	private Machine() {
	}

	/** Processor seconds that a process used so far, in user and kernel mode. */
	static double processorSeconds(long pid) {
		String[] fields = fields(pid);
		return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
	}

	private static String[] fields(long pid) {
		String stat = read(Path.of("/proc/" + pid + "/stat"));
		return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
	}

	/** Processor seconds of a process and all that it started, those that ended included. */
	static double processorSecondsOfAll(ProcessHandle process) {
		String[] fields = fields(process.pid());
		double ended = (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS;
		return processorSeconds(process.pid()) + ended
				+ process.descendants().mapToDouble((child) -> processorSeconds(child.pid())).sum();
	}

	/** What a process and all that it started have had written to disk so far, in bytes. */
	static long writtenByAll(ProcessHandle process) {
		return written(process.pid()) + process.descendants().mapToLong((child) -> written(child.pid())).sum();
	}

	/** The memory of a process that is in use right now, in MiB. */
	static int memory(long pid) {
		return (int) (number(Path.of("/proc/" + pid + "/status"), "VmRSS:") / 1024);
	}

	/** What a process has had written to disk so far, in bytes. */
	static long written(long pid) {
		return number(Path.of("/proc/" + pid + "/io"), "write_bytes:");
	}

	/** The 99th percentile of appending 4 KiB and forcing them to disk, in ms. */
	static double fsyncP99(Path directory) throws IOException {
		Path file = Files.createTempFile(directory, "fsync", null);
		long[] nanos = new long[1_000];
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			for (int i = 0; i < nanos.length; i++) {
				long begin = System.nanoTime();
				channel.write(ByteBuffer.allocate(4096));
				channel.force(false);
				nanos[i] = System.nanoTime() - begin;
			}
		}
		finally {
			Files.delete(file);
		}
		Arrays.sort(nanos);
		return nanos[nanos.length * 99 / 100] / (double) TimeUnit.MILLISECONDS.toNanos(1);
	}

	static String description() {
		String processor = line(Path.of("/proc/cpuinfo"), "model name").replaceFirst(".*: ", "");
		return "%d x %s, Java %s".formatted(Runtime.getRuntime().availableProcessors(), processor,
				Runtime.version().toString());
	}

	private static long number(Path file, String name) {
		return Long.parseLong(line(file, name).replaceAll("\\D", ""));
	}

	private static String line(Path file, String name) {
		return read(file).lines()
			.filter((line) -> line.startsWith(name))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("There is no %s in %s".formatted(name, file)));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
