package dev.fusesync.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import dev.fusesync.verification.FuseSignature;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Canonical form and HMAC of a body of 1 kB: ns, and with the profiler gc the bytes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class SignatureBenchmark {

	private final byte[] body = ("{\"type\":\"financial_connection.sync_data\",\"environment\":\"sandbox\",\"source\":\"plaid\","
			+ "\"financial_connection_id\":\"0b7a5c1e-9a3a-4a52-8a3c-0b7a5c1e9a3a\",\"remote_data\":\"" + "a1B2".repeat(200)
			+ "\"}")
		.getBytes(StandardCharsets.UTF_8);

	@Benchmark
	public String sign() {
		return FuseSignature.ofBody(this.body, "bench-key");
	}

}
