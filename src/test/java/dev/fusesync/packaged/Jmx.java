package dev.fusesync.packaged;

import java.io.IOException;
import java.util.Arrays;

import com.sun.tools.attach.VirtualMachine;

import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** All that a process shows over JMX to whoever may attach to it. */
final class Jmx {

	private final StringBuilder shown = new StringBuilder();

	private Jmx() {
	}

	/** Every readable attribute, and what every operation without parameters tells. */
	static String of(long pid) throws Exception {
		VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
		try (JMXConnector connector = JMXConnectorFactory
			.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
			Jmx jmx = new Jmx();
			MBeanServerConnection mbeans = connector.getMBeanServerConnection();
			for (ObjectName name : mbeans.queryNames(null, null)) {
				jmx.shown.append(name).append('\n');
				jmx.readAttributes(mbeans, name);
				jmx.askOperations(mbeans, name);
			}
			return jmx.shown.toString();
		}
		finally {
			machine.detach();
		}
	}

	private void readAttributes(MBeanServerConnection mbeans, ObjectName name) throws JMException, IOException {
		for (MBeanAttributeInfo attribute : mbeans.getMBeanInfo(name).getAttributes()) {
			try {
				show(attribute.getName(), mbeans.getAttribute(name, attribute.getName()));
			}
			catch (JMException | IOException | RuntimeException ex) {
				show(attribute.getName(), ex);
			}
		}
	}

	private void askOperations(MBeanServerConnection mbeans, ObjectName name) throws JMException, IOException {
		for (MBeanOperationInfo operation : mbeans.getMBeanInfo(name).getOperations()) {
			if (operation.getSignature().length == 0
					&& operation.getName().matches("(dump|list|get|is|names|variables|vm|thread|jfrCheck).*")) {
				try {
					show(operation.getName(), mbeans.invoke(name, operation.getName(), null, null));
				}
				catch (JMException | IOException | RuntimeException ex) {
					show(operation.getName(), ex);
				}
			}
		}
	}

	private void show(String name, Object value) {
		this.shown.append(name)
			.append('=')
			.append((value instanceof Object[] values) ? Arrays.deepToString(values) : value)
			.append('\n');
	}

}
