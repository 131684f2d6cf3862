package api

import (
	"context"
	"encoding/base64"

	"github.com/gin-gonic/gin"
)

// FinishSignIn starts a session with a code, the second step.
func (s *server) FinishSignIn(ctx context.Context, in FinishSignInRequestObject) (FinishSignInResponseObject, error) {
	c := ctx.(*gin.Context)
	signedIn, err := s.Store.FinishSignIn(ctx, in.Body.Challenge, in.Body.Code, clientAddress(c))
	if err != nil {
		return nil, err
	}
	requestOf(ctx).user = signedIn.User
	return FinishSignIn200JSONResponse{
		Body:    SignedIn{User: userView(signedIn.User)},
		Headers: FinishSignIn200ResponseHeaders{SetCookie: sessionCookie(c.Request, signedIn.Token)},
	}, nil
}

// StartTwoSteps makes a key for the user's authenticator app.
func (s *server) StartTwoSteps(ctx context.Context, in StartTwoStepsRequestObject) (StartTwoStepsResponseObject, error) {
	key, err := s.Store.StartTOTP(ctx, requestOf(ctx).user, in.Body.Password)
	return StartTwoSteps200JSONResponse{
		Secret: key.Secret, URL: key.URL, QrPng: base64.StdEncoding.EncodeToString(key.QR),
	}, err
}

// ConfirmTwoSteps turns two-step sign-in on.
func (s *server) ConfirmTwoSteps(ctx context.Context, in ConfirmTwoStepsRequestObject) (ConfirmTwoStepsResponseObject, error) {
	codes, err := s.Store.ConfirmTOTP(ctx, requestOf(ctx).user.ID, in.Body.Code)
	return ConfirmTwoSteps200JSONResponse{RecoveryCodes: codes}, err
}

// TurnOffTwoSteps turns two-step sign-in off.
func (s *server) TurnOffTwoSteps(ctx context.Context, in TurnOffTwoStepsRequestObject) (TurnOffTwoStepsResponseObject, error) {
	return TurnOffTwoSteps204Response{}, s.Store.TurnOffTOTP(ctx, requestOf(ctx).user.ID, in.Body.Password)
}

// MakeRecoveryCodes replaces the user's recovery codes.
func (s *server) MakeRecoveryCodes(ctx context.Context, in MakeRecoveryCodesRequestObject) (MakeRecoveryCodesResponseObject, error) {
	codes, err := s.Store.MakeRecoveryCodes(ctx, requestOf(ctx).user.ID, in.Body.Password)
	return MakeRecoveryCodes200JSONResponse{RecoveryCodes: codes}, err
}

// RemoveTwoSteps turns two-step sign-in off for another user.
func (s *server) RemoveTwoSteps(ctx context.Context, in RemoveTwoStepsRequestObject) (RemoveTwoStepsResponseObject, error) {
	return RemoveTwoSteps204Response{}, s.Store.RemoveTOTP(ctx, requestOf(ctx).user.ID, in.ID)
}
