package dev.fusesync.store.camel;

import java.util.concurrent.ThreadFactory;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager.ThreadFactoryListener;
import org.apache.camel.spi.CamelContextCustomizer;

import org.springframework.stereotype.Component;

/**
 * Has the threads that take webhooks from the store give way to those that receive them,
 * and both to the JVM's compiler, which a busy program that has just started keeps from
 * its work otherwise. Only a JVM with {@code -XX:ThreadPriorityPolicy=1} looks at it.
 */
@Component
class WorkerPriority implements ThreadFactoryListener, CamelContextCustomizer {

	@Override
	public void configure(CamelContext camel) {
		camel.getExecutorServiceManager().addThreadFactoryListener(this);
	}

	@Override
	public ThreadFactory onNewThreadFactory(Object source, ThreadFactory factory) {
		return (source instanceof StoreConsumer) ? (task) -> lowered(factory.newThread(task)) : factory;
	}

	private static Thread lowered(Thread thread) {
		thread.setPriority(Thread.MIN_PRIORITY);
		return thread;
	}

}
