package dev.fusesync.packaged.drills;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;

import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.tools.attach.VirtualMachine;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a webhook costs in bytes allocated, from its receipt until it is synced: a figure
 * that no other load on the machine moves.
 */
@Tag("drill")
class CostIT {

	private static final int WEBHOOKS = 2_000;

	/** Half as much again as it was when this was measured, 174 KB. */
	private static final long MOST = 260_000;

	@TempDir
	private Path directory;

	@Test
	void aWebhookAllocatesNoMoreThanItUsedTo() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(this.directory, Map.of("FUSE_BASE_PATH", fuse.basePath(),
						"FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client"))) {
			program.start();
			await().atMost(Duration.ofMinutes(2)).until(() -> program.accepts(Webhooks.syncData("first")));
			sync(program, fuse, "warm");
			long before = allocated(program.pid());
			sync(program, fuse, "measured");
			long bytes = (allocated(program.pid()) - before) / WEBHOOKS;
			System.out.println("A webhook allocates " + bytes + " bytes");
			assertThat(bytes).isBetween(10_000L, MOST);
		}
	}

	private static void sync(PackagedProgram program, FuseStandIn fuse, String name) throws Exception {
		int before = fuse.synced.size();
		for (int i = 0; i < WEBHOOKS; i++) {
			assertThat(program.send(Webhooks.syncData(name + i)).statusCode()).isEqualTo(200);
		}
		await().until(() -> fuse.synced.size() >= before + WEBHOOKS);
	}

	/** By all threads that there are; those that work on webhooks stay. */
	private static long allocated(long pid) throws Exception {
		VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
		try (JMXConnector connector = JMXConnectorFactory
			.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
			MBeanServerConnection mbeans = connector.getMBeanServerConnection();
			ObjectName threading = new ObjectName("java.lang:type=Threading");
			Object ids = mbeans.getAttribute(threading, "AllThreadIds");
			long[] bytes = (long[]) mbeans.invoke(threading, "getThreadAllocatedBytes", new Object[] { ids },
					new String[] { "[J" });
			return LongStream.of(bytes).sum();
		}
		finally {
			machine.detach();
		}
	}

}
