/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-context.h"

struct _DwcContext
{
  GObject parent_instance;

  DwdEngine *engine;         /* (owned) (nullable) */
  DwdBoard *board;           /* (owned) */
  DwdClock *clock;           /* (owned) */
  DwdSelection *selection;   /* (owned) */
  GSettings *settings;       /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DwcContext, dwc_context, G_TYPE_OBJECT)

static void
dwc_context_dispose (GObject *object)
{
  DwcContext *self = DWC_CONTEXT (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->board);
  g_clear_object (&self->clock);
  g_clear_object (&self->selection);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (dwc_context_parent_class)->dispose (object);
}

static void
dwc_context_class_init (DwcContextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwc_context_dispose;
}

static void
dwc_context_init (DwcContext *self)
{
  self->selection = dwd_selection_new ();
}

/**
 * dwc_context_new:
 * @engine: the engine, open or not
 * @settings: (nullable): the preferences
 *
 * Returns: (transfer full): a context over the engine's live board and clock
 */
DwcContext *
dwc_context_new (DwdEngine *engine,
                 GSettings *settings)
{
  DwcContext *self;

  g_return_val_if_fail (DWD_IS_ENGINE (engine), NULL);

  self = dwc_context_new_for_board (dwd_engine_get_board (engine),
                                    dwd_engine_get_clock (engine),
                                    settings);
  self->engine = g_object_ref (engine);

  return self;
}

/**
 * dwc_context_new_for_board:
 * @board: a board that somebody fills
 * @clock: the clock that its views show
 * @settings: (nullable): the preferences
 *
 * For tests and pictures: everything is shown, nothing can be done, because there is no engine.
 *
 * Returns: (transfer full): a context without an engine
 */
DwcContext *
dwc_context_new_for_board (DwdBoard  *board,
                           DwdClock  *clock,
                           GSettings *settings)
{
  DwcContext *self;

  g_return_val_if_fail (DWD_IS_BOARD (board), NULL);
  g_return_val_if_fail (DWD_IS_CLOCK (clock), NULL);

  self = g_object_new (DWC_TYPE_CONTEXT, NULL);
  self->board = g_object_ref (board);
  self->clock = g_object_ref (clock);
  g_set_object (&self->settings, settings);

  return self;
}

/**
 * dwc_context_get_engine:
 * @self: a context
 *
 * Returns: (transfer none) (nullable): the engine; %NULL when there is only a board to look at
 */
DwdEngine *
dwc_context_get_engine (DwcContext *self)
{
  g_return_val_if_fail (DWC_IS_CONTEXT (self), NULL);

  return self->engine;
}

/**
 * dwc_context_get_board:
 * @self: a context
 *
 * Returns: (transfer none): the live board
 */
DwdBoard *
dwc_context_get_board (DwcContext *self)
{
  g_return_val_if_fail (DWC_IS_CONTEXT (self), NULL);

  return self->board;
}

/**
 * dwc_context_get_clock:
 * @self: a context
 *
 * Returns: (transfer none): the only source of "now" of every view
 */
DwdClock *
dwc_context_get_clock (DwcContext *self)
{
  g_return_val_if_fail (DWC_IS_CONTEXT (self), NULL);

  return self->clock;
}

/**
 * dwc_context_get_zone:
 * @self: a context
 *
 * Returns: (transfer none): the organisation's zone, in which dates and times are shown. An account
 *   may bring another one: ask again instead of keeping it
 */
DwdZone *
dwc_context_get_zone (DwcContext *self)
{
  g_return_val_if_fail (DWC_IS_CONTEXT (self), NULL);

  if (self->engine != NULL)
    return dwd_engine_get_zone (self->engine);

  return dwd_board_get_zone (self->board);
}

/**
 * dwc_context_get_selection:
 * @self: a context
 *
 * Returns: (transfer none): the one selection of the application
 */
DwdSelection *
dwc_context_get_selection (DwcContext *self)
{
  g_return_val_if_fail (DWC_IS_CONTEXT (self), NULL);

  return self->selection;
}

/**
 * dwc_context_get_settings:
 * @self: a context
 *
 * Returns: (transfer none) (nullable): the preferences; %NULL in a test that has none
 */
GSettings *
dwc_context_get_settings (DwcContext *self)
{
  g_return_val_if_fail (DWC_IS_CONTEXT (self), NULL);

  return self->settings;
}
