/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_SIGN_IN_DIALOG (dwc_sign_in_dialog_get_type ())

/* Asks for server, key and secret and signs in with them. Failures are worded below the field they
 * belong to. The secret stays in the entry until the engine has it, and goes with the dialog. */
G_DECLARE_FINAL_TYPE (DwcSignInDialog, dwc_sign_in_dialog, DWC, SIGN_IN_DIALOG, AdwWindow)

GtkWidget *dwc_sign_in_dialog_new (DwcContext * context,
                                   GtkWindow * parent);
/* "dispatch.example.org" → "https://dispatch.example.org"; plain http only for this computer.
 * Returns NULL and a sentence where it is no address. */
char *dwc_sign_in_dialog_complete_server (const char  *text,
                                          const char **problem);
void        dwc_sign_in_dialog_show_failure (DwcSignInDialog *self,
                                             DwdFailure       failure,
                                             const char      *text);
const char *dwc_sign_in_dialog_get_problem (DwcSignInDialog *self);       /* (nullable): the sentence shown */

G_END_DECLS
