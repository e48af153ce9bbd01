package org.jmpi.examples.digits;

import java.util.Arrays;
import mpi.Group;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import org.jmpi.resilient.Change;
import org.jmpi.resilient.Resilient;
import org.jmpi.resilient.Task;

/**
 * Training that goes on when ranks die: those that live share the batch in which it happened among
 * them and do it again, with the weights that they all still have. A spare that joins, or a process
 * that is started in the place of a dead one, gets the weights from a survivor.
 *
 * <p>Steps of the task: an epoch is its batches and then the test; after the last epoch one more
 * compares the ranks' weights.
 */
final class SurvivingTraining implements Task {
  private final Intracomm world;
  private final TrainOptions options;
  private final DataParallelTrainer trainer;
  private final TrainDigits.Reporter reporter;
  private final Runnable death;
  private final int batches;

  /**
   * The loss of this epoch so far, the accuracy after the last, and the seconds since the
   * beginning: what one that joins must learn.
   */
  private final double[] figures = new double[3];

  /** Ranks of the current communicator as the first world calls them. */
  private int[] names;

  private Intracomm named;

  /** After a repair what {@link #names} will be, and what there is to say; until the next step. */
  private int[] pending;

  private String news;
  private double candidate;
  private double communicationSeconds;
  private WeightsCheck check;

  /**
   * Prepares.
   *
   * @param reporter for the working rank 0, whichever process that is
   * @param death how this process kills itself when the options want it
   */
  SurvivingTraining(
      Intracomm world,
      DigitsData data,
      TrainOptions options,
      TrainDigits.Reporter reporter,
      Runnable death) {
    this.world = world;
    this.options = options;
    this.trainer = new DataParallelTrainer(data, options);
    this.reporter = reporter;
    this.death = death;
    this.batches = trainer.stepsPerEpoch();
  }

  /**
   * Trains and judges. Collective over the world.
   *
   * @return the exit code, {@link TrainDigits#EXIT_OK} at all but the working rank 0
   */
  int train() throws MPIException {
    Resilient resilient = Resilient.of(world).spares(options.survival().spares()).start();
    if (!resilient.isSpare()) {
      names = worldRanks(resilient.comm());
    }
    boolean worked = resilient.run((long) options.epochs() * (batches + 1) + 1, this);
    int exitCode = TrainDigits.EXIT_OK;
    if (worked && resilient.comm().getRank() == 0) {
      exitCode = reporter.end(figures[1], check, communicationSeconds);
    }
    resilient.free();
    return exitCode;
  }

  @Override
  public void step(Intracomm comm, long step) throws MPIException {
    tell(comm);
    if (step == 0) {
      trainer.join(comm, 0);
      if (comm.getRank() == 0) {
        reporter.begin(trainer, comm.getSize());
      }
    }
    int epoch = epoch(step);
    int batch = batch(step);
    if (epoch == options.epochs()) {
      compare(comm);
    } else if (batch == batches) {
      candidate = trainer.testAccuracy();
    } else {
      TrainOptions.Survival survival = options.survival();
      if (survival.killRank() == world.getRank()
          && !Intracomm.isRespawned()
          && survival.killAtStep() == epoch * batches + batch) {
        death.run();
      }
      trainer.addUp(epoch, batch);
    }
  }

  @Override
  public void accepted(long step) {
    int epoch = epoch(step);
    int batch = batch(step);
    if (epoch == options.epochs()) {
      return;
    }
    if (batch < batches) {
      figures[0] += trainer.takeStep(epoch, batch);
    } else {
      figures[1] = candidate;
      if (named.getRank() == 0) {
        reporter.epoch(epoch, figures[0] / trainer.trainingRows(), figures[1], trainer);
      }
      figures[0] = 0;
    }
  }

  @Override
  public long repaired(Change change) throws MPIException {
    Intracomm comm = change.comm();
    trainer.join(comm, change.survivor());
    figures[2] = reporter.seconds();
    comm.bcast(figures, figures.length, MPI.DOUBLE, change.survivor());
    if (change.isNew()) {
      reporter.beganBefore(figures[2]);
    }
    int[] before = names;
    int[] now = new int[comm.getSize()];
    String[] text = new String[1];
    if (comm.getRank() == change.survivor()) {
      now = rename(change);
      text[0] = describe(change, now);
    }
    comm.bcast(now, now.length, MPI.INT, change.survivor());
    comm.bcast(text, 1, MPI.OBJECT, change.survivor());
    // Another death may change it: nothing is said before the next step begins.
    pending = now;
    news = text[0];
    return change.step();
  }

  private void compare(Intracomm comm) throws MPIException {
    double[] mean = {trainer.communicationSeconds() / comm.getSize()};
    comm.allReduce(mean, 1, MPI.DOUBLE, MPI.SUM);
    communicationSeconds = mean[0];
    check = WeightsCheck.of(comm, trainer.model().weights());
  }

  /** Says what has happened, in the first world's ranks. */
  private void tell(Intracomm comm) throws MPIException {
    if (comm == named) {
      return;
    }
    named = comm;
    if (pending != null) {
      names = pending;
      pending = null;
      if (comm.getRank() == 0) {
        reporter.say(news);
      }
    }
  }

  /** Who is started in the place of a rank has its name; a spare keeps its own. */
  private int[] rename(Change change) throws MPIException {
    int[] ofWorld = worldRanks(change.comm());
    int[] now = new int[ofWorld.length];
    for (int rank = 0; rank < now.length; rank++) {
      boolean isSpare = change.isNew(rank) && ofWorld[rank] >= 0;
      now[rank] = isSpare ? ofWorld[rank] : names[change.oldRank(rank)];
    }
    return now;
  }

  private String describe(Change change, int[] now) {
    StringBuilder text = new StringBuilder();
    for (int rank : change.failed()) {
      text.append(text.isEmpty() ? "" : ", ").append("rank ").append(names[rank]);
    }
    text.append(change.failed().length == 1 ? " has" : " have").append(" failed at epoch ");
    text.append(epoch(change.step()) + 1);
    for (int rank : change.failed()) {
      int newRank = change.newRank(rank);
      if (newRank >= 0) {
        boolean isSpare = now[newRank] != names[rank];
        text.append(isSpare ? "; rank " + now[newRank] + ", a spare," : "; a new process");
        text.append(" takes the place of rank ").append(names[rank]);
      }
    }
    text.append("; going on with ").append(now.length);
    return text.append(now.length == 1 ? " rank" : " ranks").toString();
  }

  private int[] worldRanks(Intracomm comm) throws MPIException {
    int[] ranks = new int[comm.getSize()];
    Arrays.setAll(ranks, i -> i);
    return Group.translateRanks(comm.getGroup(), ranks, world.getGroup());
  }

  private int epoch(long step) {
    return (int) (step / (batches + 1));
  }

  private int batch(long step) {
    return (int) (step % (batches + 1));
  }
}
