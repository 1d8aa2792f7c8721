package dev.fusesync.bench;

import java.nio.file.Path;

/** A backlog in a small heap: how fast webhooks are accepted beside it, and how fast it drains. */
record Backlog(Programs programs, Figures figures, Requests requests, Path webhooks) {

	private static final int RATE = 500;

	void run(int size) throws Exception {
		int port = Contender.freePort();
		String basePath = "http://127.0.0.1:" + port;
		try (Contender fuseSync = this.programs.start(this.programs.fuseSync(), basePath)) {
			long accepted = 1 + fill(fuseSync, 5_000) + latency(fuseSync, "5,000 waiting");
			accepted += fill(fuseSync, size);
			accepted += latency(fuseSync, "%,d waiting".formatted(size));
			try (Fuse fuse = new Fuse(port, 0)) {
				fuse.await(1);
				long begin = System.nanoTime();
				fuse.await(accepted);
				add("drained/s, backlog of %,d".formatted(size), accepted / ((System.nanoTime() - begin) / 1e9));
			}
		}
	}

	private long fill(Contender fuseSync, int size) throws Exception {
		long accepted = 0;
		while (accepted < size) {
			accepted += ClosedLoop.run(this.webhooks, fuseSync.port, 16, 2).answers();
		}
		return accepted;
	}

	private long latency(Contender fuseSync, String when) throws Exception {
		var nanos = OpenLoop.run(this.requests, fuseSync.port, RATE, 10);
		add("ack p99 at %d/s, ms, %s, %s".formatted(RATE, when, Programs.HEAP), nanos.getValueAtPercentile(99) / 1e6);
		return nanos.getTotalCount();
	}

	private void add(String figure, double value) {
		this.figures.add(figure, "fuse-sync", value);
	}

}
