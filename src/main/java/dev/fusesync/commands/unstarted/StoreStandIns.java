package dev.fusesync.commands.unstarted;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Clock;

import dev.fusesync.store.Buckets;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Store;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/** Takes the place of the database, which is neither opened nor created. */
class StoreStandIns implements ApplicationContextInitializer<GenericApplicationContext> {

	@Override
	public void initialize(GenericApplicationContext context) {
		boolean local = context.getEnvironment().getProperty("spring.datasource.url", "").isBlank();
		add(context, Store.class, local);
		add(context, Dialect.class, local);
	}

	private static <T> void add(GenericApplicationContext context, Class<T> type, boolean local) {
		InvocationHandler answers = (proxy, method, arguments) -> switch (method.getName()) {
			case "canBackUp" -> local;
			case "clock" -> Clock.systemUTC();
			case "buckets" -> Buckets.ALL;
			case "hashCode" -> System.identityHashCode(proxy);
			case "equals" -> proxy == arguments[0];
			case "toString" -> type.getSimpleName();
			default -> throw new NoStoreException();
		};
		T standIn = type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, answers));
		context.registerBean("unopened" + type.getSimpleName(), type, () -> standIn,
				(definition) -> definition.setPrimary(true));
	}

}
