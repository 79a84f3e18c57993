/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_JOB_DIALOG (dwc_job_dialog_get_type ())

/*
 * The base of the dialogs about one job: what is done, a body of the subclass's, a reason where the
 * rules ask for one, and the sentence of a refusal in place. Return does it, Escape leaves.
 */
G_DECLARE_DERIVABLE_TYPE (DwcJobDialog, dwc_job_dialog, DWC, JOB_DIALOG, AdwWindow)

struct _DwcJobDialogClass
{
  AdwWindowClass parent_class;

  /* Start the action, and give dwc_job_dialog_act_cb() with a reference as its callback. */
  void (*apply) (DwcJobDialog *self,
                 DwdEngine    *engine);
};

/* @origin: the widget that asked; its window is the parent and shows the toast. */
void        dwc_job_dialog_set (DwcJobDialog *self,
                                GtkWidget    *origin,
                                DwcContext   *context,
                                DwdJob       *job,
                                const char   *title,
                                const char   *apply_label);
DwcContext *dwc_job_dialog_get_context (DwcJobDialog *self);
DwdJob *dwc_job_dialog_get_job (DwcJobDialog *self);
void        dwc_job_dialog_append (DwcJobDialog *self,
                                   GtkWidget    *child);
void        dwc_job_dialog_set_ready (DwcJobDialog *self,
                                      gboolean      ready);
void        dwc_job_dialog_set_needs_reason (DwcJobDialog *self,
                                             gboolean      needs_reason);
gboolean    dwc_job_dialog_get_needs_reason (DwcJobDialog *self);
void        dwc_job_dialog_set_reason (DwcJobDialog *self,
                                       const char   *reason);
const char *dwc_job_dialog_get_reason (DwcJobDialog *self);         /* (nullable) */
gboolean    dwc_job_dialog_can_apply (DwcJobDialog *self);
void        dwc_job_dialog_apply (DwcJobDialog *self);
/* What the toast says when it is done. */
void        dwc_job_dialog_take_done_text (DwcJobDialog *self,
                                           char         *text);
void        dwc_job_dialog_act_cb (GObject      *object,
                                   GAsyncResult *result,
                                   gpointer      user_data);

/* Of the shown dialogs; each presents itself with gtk_window_present(). */
GtkWidget *dwc_job_dialog_assign_new (GtkWidget  *origin,
                                      DwcContext *context,
                                      DwdJob     *job);
GtkWidget *dwc_job_dialog_reschedule_new (GtkWidget  *origin,
                                          DwcContext *context,
                                          DwdJob     *job);
GtkWidget *dwc_job_dialog_status_new (GtkWidget  *origin,
                                      DwcContext *context,
                                      DwdJob     *job);

G_END_DECLS
