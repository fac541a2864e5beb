package io.reddot.it;

import java.io.IOException;
import java.nio.file.Files;
import org.jboss.arquillian.container.spi.Container;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.container.spi.client.deployment.Deployment;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentScenario;
import org.jboss.arquillian.container.spi.event.ContainerControlEvent;
import org.jboss.arquillian.container.spi.event.ContainerMultiControlEvent;
import org.jboss.arquillian.container.spi.event.DeployManagedDeployments;
import org.jboss.arquillian.container.spi.event.DeploymentEvent;
import org.jboss.arquillian.container.spi.event.SetupContainers;
import org.jboss.arquillian.container.spi.event.StartContainer;
import org.jboss.arquillian.container.spi.event.UnDeployDeployment;
import org.jboss.arquillian.container.spi.event.UnDeployManagedDeployments;
import org.jboss.arquillian.container.spi.event.container.BeforeStop;
import org.jboss.arquillian.container.test.impl.client.deployment.event.GenerateDeployment;
import org.jboss.arquillian.core.api.Event;
import org.jboss.arquillian.core.api.Instance;
import org.jboss.arquillian.core.api.InstanceProducer;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.EventContext;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.annotation.ClassScoped;
import org.jspecify.annotations.Nullable;

/**
 * Lets Arquillian deploy the WAR once for all test classes of a run, instead of once for each:
 * Payara Micro starts a whole server for a deployment. A server that does not boot is started once
 * more. All {@link DeployedWar} classes have the same deployment, and one of them runs at a time.
 */
public final class OneDeployment implements LoadableExtension {
  @Override
  public void register(ExtensionBuilder builder) {
    builder.observer(Observer.class);
  }

  /** Guarded by the resource lock of {@link DeployedWar}. */
  public static final class Observer {
    @Inject @ClassScoped private InstanceProducer<DeploymentScenario> ofClass;
    @Inject private Instance<ContainerRegistry> containers;
    @Inject private Event<ContainerMultiControlEvent> again;
    @Inject private Event<ContainerControlEvent> startAgain;
    @Inject private Event<DeploymentEvent> deployments;

    private @Nullable DeploymentScenario scenario;
    private @Nullable IllegalStateException failure;
    private boolean deployed;
    private boolean retrying;

    /** WildFly's adapter wants an empty folder to be there. */
    public void prepare(@Observes(precedence = 1) SetupContainers event) throws IOException {
      ServerProcess.delete(DeployedWar.FOLDER);
      Files.createDirectories(DeployedWar.FOLDER.resolve("deployments"));
    }

    /** Each class gets the scenario of the first one. */
    public void generate(@Observes EventContext<GenerateDeployment> context) {
      if (scenario == null) {
        context.proceed();
        scenario = ofClass.get();
      } else {
        ofClass.set(scenario);
      }
    }

    /** WildFly boots before it deploys. */
    public void start(@Observes EventContext<StartContainer> context) {
      attempt(context, () -> startAgain.fire(context.getEvent()));
    }

    public void deploy(@Observes EventContext<DeployManagedDeployments> context) {
      if (deployed) {
        return;
      }
      if (failure != null) {
        throw failure; // both attempts cost minutes; the next class would waste as many
      }
      attempt(
          context,
          () -> {
            undeployAll(); // Payara's adapter leaves a failed server running
            again.fire(new DeployManagedDeployments());
          });
      deployed = true;
    }

    /** The next class needs it. */
    public void keep(@Observes EventContext<UnDeployManagedDeployments> context) {}

    public void undeploy(@Observes BeforeStop event) {
      undeployAll();
    }

    private void attempt(EventContext<?> context, Runnable secondAttempt) {
      if (retrying) {
        context.proceed();
        return;
      }
      retrying = true; // what the second attempt fires comes by here
      try {
        Boot.atMostTwice(System.err, "Arquillian's server", context::proceed, secondAttempt::run);
      } catch (Exception e) { // Arquillian throws checked exceptions without declaring them
        failure = new IllegalStateException("Arquillian's server did not boot", e);
        throw failure;
      } finally {
        retrying = false;
      }
    }

    private void undeployAll() {
      if (scenario == null) {
        return;
      }
      for (Deployment deployment : scenario.deployments()) {
        Container<?> container =
            containers.get().getContainer(deployment.getDescription().getTarget());
        deployments.fire(new UnDeployDeployment(container, deployment));
      }
    }
  }
}
